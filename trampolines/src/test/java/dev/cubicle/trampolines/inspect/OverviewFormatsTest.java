package dev.cubicle.trampolines.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.HandmadeImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** JSON and SVG, read back by parsers of others. */
class OverviewFormatsTest {

  private static Overview handmade() throws BadInputException {
    return Overview.of(CubicleImage.read(ByteBuffer.wrap(HandmadeImage.bytes())));
  }

  private static JsonNode json(Overview overview) throws IOException {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OverviewJson.write(overview, bytes);
    assertTrue(bytes.toString(StandardCharsets.UTF_8).endsWith("}\n"));
    return new ObjectMapper().readTree(bytes.toByteArray());
  }

  /** With everything that a policy can open for ever. */
  private static Overview opened() throws BadInputException {
    return Overview.of(
        CubicleImage.read(
            ByteBuffer.wrap(
                HandmadeImage.bytes(
                    source ->
                        source
                            .replace("4, 11, 3, 1, 1, 1", "4, 11, 3, 1, 3, 1")
                            .replace("left_constants, 1, 1, 0", "left_constants, 1, 1, 1")
                            .replace(".byte\t0, 1, 255, 3", ".byte\t255, 255, 255, 33")
                            .replace(".long\t0, 4, 0", ".long\t64, 1, 0")
                            .replace(
                                "traps:\n",
                                ".quad left_data_start, left_data_end\n.short 1\n"
                                    + ".byte 0, 0, 0, 0, 0, 0\n.quad 4, 0, 0, 0\n"
                                    + ".quad 0, 0\n.short 1\n"
                                    + ".byte 1, 1, 1, 0, 0, 0\n.quad 4, 0, 0, 0\ntraps:\n"),
                    UnaryOperator.identity()))));
  }

  @Test
  void whatIsOpenForEver() throws IOException, BadInputException {
    final JsonNode json = json(opened());
    assertTrue(json.at("/cubicles/1/constantsForEveryone").asBoolean());
    assertFalse(json.at("/cubicles/2/constantsForEveryone").asBoolean());
    assertEquals("all data", json.at("/windows/1/symbol").asText());
    assertEquals("0x408000", json.at("/windows/1/start").asText());
    assertEquals(
        "{\"part\":\"heap\",\"symbol\":\"all heap\",\"owner\":\"left\",\"access\":\"write\","
            + "\"to\":[\"right\"]}",
        json.at("/windows/2").toString());
    assertEquals(
        "the caller's stack: 64 bytes from its RSP, read and written",
        json.at("/functions/1/windows/0").asText());
    final String text = OverviewText.of(opened());
    assertTrue(text.contains("  all heap of left, writable by: right\n"), text);
    assertTrue(text.contains("  0x408000 12K of left (all data), readable by: right\n"), text);
    assertTrue(text.contains("window the caller's stack: 64 bytes from its RSP"), text);
    assertTrue(text.contains("c: everyone reads its constants"), text);
    final String svg = OverviewDrawing.of(opened());
    assertTrue(svg.contains("all heap of left, open for writing"), svg);
    assertTrue(svg.contains("everyone reads its constants"), svg);
  }

  @Test
  void jsonHoldsEverything() throws IOException, BadInputException {
    final JsonNode json = json(handmade());
    assertEquals("left_main", json.at("/entry/function").asText());
    assertEquals("left", json.at("/entry/cubicle").asText());
    assertEquals("0x600000", json.at("/arena/start").asText());
    assertEquals(4, json.at("/cubicles").size());
    assertEquals("right", json.at("/cubicles/2/name").asText());
    assertEquals("isolated", json.at("/cubicles/2/kind").asText());
    assertEquals(3, json.at("/cubicles/2/key").asInt());
    assertEquals(0x8000, json.at("/cubicles/2/stack").asInt());
    assertEquals(1, json.at("/calls").size());
    assertEquals(
        "{\"from\":\"left\",\"to\":\"right\",\"function\":\"right_sum\"}",
        json.at("/calls/0").toString());
    assertEquals("[\"left\"]", json.at("/functions/1/callers").toString());
    assertEquals(
        "{\"viewer\":\"right\",\"owner\":\"left\",\"what\":\"write during calls\"}",
        json.at("/sees/0").toString());
    assertEquals("[\"right\"]", json.at("/windows/0/to").toString());
    assertEquals("left_trap", json.at("/traps/0/place").asText());
    assertEquals("left", json.at("/traps/0/cubicle").asText());
  }

  @Test
  void keysThatAreNotThereAreNull() throws IOException {
    final JsonNode json = json(SampleOverviews.of(40));
    assertTrue(json.at("/cubicles/30/key").isNull());
    assertTrue(json.at("/virtualKeys").asBoolean());
  }

  private static Element svg(Overview overview) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(
            new ByteArrayInputStream(OverviewDrawing.of(overview).getBytes(StandardCharsets.UTF_8)))
        .getDocumentElement();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 40, 255})
  void everyCubicleIsDrawnInAPlaceOfItsOwn(int cubicles) throws Exception {
    final Element svg = svg(SampleOverviews.of(cubicles));
    final double width = Double.parseDouble(svg.getAttribute("width"));
    final double height = Double.parseDouble(svg.getAttribute("height"));
    final NodeList boxes = svg.getElementsByTagName("rect");
    final Set<String> places = new HashSet<>();
    for (int i = 1; i < boxes.getLength(); i++) {
      final Element box = (Element) boxes.item(i);
      final double x = Double.parseDouble(box.getAttribute("x"));
      final double y = Double.parseDouble(box.getAttribute("y"));
      assertTrue(x >= 0 && x + Double.parseDouble(box.getAttribute("width")) <= width);
      assertTrue(y >= 0 && y + Double.parseDouble(box.getAttribute("height")) <= height);
      assertTrue(places.add(x + " " + y), "two boxes at " + x + " " + y);
    }
    assertEquals(cubicles, places.size());
  }

  @Test
  void arrowsSayWhatTheyAre() throws Exception {
    final NodeList titles = svg(handmade()).getElementsByTagName("title");
    final Set<String> texts = new HashSet<>();
    for (int i = 0; i < titles.getLength(); i++) {
      texts.add(titles.item(i).getTextContent());
    }
    assertTrue(texts.contains("left -> right: right_sum"), texts::toString);
  }

  @Test
  void namesCannotBreakTheDrawing() throws Exception {
    final Overview sample = SampleOverviews.of(4);
    final Overview hostile =
        new Overview(
            "\"><script>&amp;</script>",
            sample.manifest(),
            sample.cubicles(),
            sample.calls(),
            sample.grants(),
            sample.traps(),
            false);
    assertFalse(OverviewDrawing.of(hostile).contains("<script>"));
    assertEquals(
        "\"><script>&amp;</script>",
        svg(hostile).getElementsByTagName("text").item(0).getTextContent());
  }
}
