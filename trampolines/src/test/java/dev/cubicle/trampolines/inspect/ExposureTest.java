package dev.cubicle.trampolines.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.inspect.Exposure.Access;
import dev.cubicle.trampolines.inspect.Exposure.ForCalls;
import dev.cubicle.trampolines.inspect.Exposure.Opening;
import dev.cubicle.trampolines.inspect.Exposure.Pair;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.HandmadeImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/**
 * The handmade image: of each part of it one page (of the data of left three), and 8 threads, on
 * which left has a stack of 4 pages and right one of 8.
 */
class ExposureTest {

  private static final int MONITOR = 0;
  private static final int LEFT = 1;
  private static final int RIGHT = 2;
  private static final int COMMON = 3;
  private static final int LEFT_PAGES = 5 + 8 * 4;
  private static final int RIGHT_PAGES = 2 + 8 * 8;

  private static Exposure exposure(UnaryOperator<String> source) throws BadInputException {
    return Exposure.of(
        Overview.of(
            CubicleImage.read(
                ByteBuffer.wrap(HandmadeImage.bytes(source, UnaryOperator.identity())))));
  }

  /** With grants more, for right: part, and 1 for writing. */
  private static Exposure withGrants(String... grants) throws BadInputException {
    final StringBuilder rows = new StringBuilder("grants:\n");
    for (int i = 0; i < grants.length; i++) {
      rows.append(
          ".quad %s\n.short 1\n.byte %s, %d, 0, 0, 0\n.quad 4, 0, 0, 0\n"
              .formatted(grants[i].split(";")[0].strip(), grants[i].split(";")[1].strip(), i));
    }
    return exposure(
        source ->
            source
                .replace("4, 11, 3, 1, 1, 1", "4, 11, 3, 1, %d, 1".formatted(grants.length + 1))
                .replace("grants:\n", rows));
  }

  private static Pair pair(Exposure exposure, int accessor, int owner) {
    return exposure.pairs().stream()
        .filter(pair -> pair.accessor() == accessor && pair.owner() == owner)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsSaidWithoutGrants() throws BadInputException {
    final Exposure exposure = exposure(UnaryOperator.identity());
    assertEquals(LEFT_PAGES, exposure.holdings().get(LEFT).pages());
    assertEquals(RIGHT_PAGES, exposure.holdings().get(RIGHT).pages());
    assertEquals(0x100000 / 4096, exposure.holdings().get(LEFT).heapLimit());
    final ForCalls none = new ForCalls(0, 0, 0, 0, 0);
    assertEquals(
        new Pair(LEFT, RIGHT, 0, 0, Access.NOTHING, List.of(), none), pair(exposure, LEFT, RIGHT));
    // Of left: its constants, by the image's only grant, and a buffer when it calls right_sum.
    assertEquals(
        new Pair(
            RIGHT,
            LEFT,
            1,
            0,
            Access.NOTHING,
            List.of(new Opening("all constants", 0x407000, 1, false)),
            new ForCalls(1, 1, 1, 0, 0)),
        pair(exposure, RIGHT, LEFT));
    // Gate and tables of the monitor, and nothing of its code and data.
    assertEquals(2, pair(exposure, LEFT, MONITOR).readable());
    assertEquals(0, pair(exposure, LEFT, MONITOR).writable());
    assertEquals(4, exposure.holdings().get(MONITOR).pages());
    assertEquals(2, pair(exposure, LEFT, COMMON).readable());
    assertEquals(1, pair(exposure, LEFT, COMMON).writable());
    assertTrue(exposure.pairs().stream().noneMatch(pair -> pair.accessor() == COMMON));
    assertEquals(new Exposure.Average(2, 1.0 / LEFT_PAGES / 2, 0), exposure.average());
  }

  @Test
  void theMonitorMayDoWhatMemoryAllows() throws BadInputException {
    final Pair pair = pair(exposure(UnaryOperator.identity()), MONITOR, LEFT);
    assertEquals(LEFT_PAGES, pair.readable());
    assertEquals(LEFT_PAGES - 2, pair.writable(), "but for code and constants");
    assertEquals(Access.WRITE, pair.heap());
  }

  @Test
  void wholePartsAndTheSamePagesTwice() throws BadInputException {
    final Pair stack = pair(withGrants("0, 0; 1, 2"), RIGHT, LEFT);
    assertEquals(1 + 32, stack.readable());
    assertEquals(32, stack.writable());
    final Pair heap = pair(withGrants("0, 0; 0, 1"), RIGHT, LEFT);
    assertEquals(1, heap.readable());
    assertEquals(Access.READ, heap.heap());
    final Pair data = pair(withGrants("left_data_start, left_data_end; 1, 0"), RIGHT, LEFT);
    assertEquals(1 + 3, data.readable());
    assertEquals(3, data.writable());
    final Pair twice =
        pair(withGrants("left_constants_start, left_constants_end; 0, 0"), RIGHT, LEFT);
    assertEquals(1, twice.readable());
    assertEquals(2, twice.openings().size());
  }

  /** Nobody has verified the image. */
  @Test
  void grantsOfWhatIsNotTheOwnersCountForNothing() throws BadInputException {
    final Pair pair = pair(withGrants("right_data_start, right_data_end; 1, 0"), RIGHT, LEFT);
    assertEquals(1, pair.readable());
    assertEquals(0, pair.writable());
  }

  @Test
  void constantsForEveryone() throws BadInputException {
    final Exposure exposure =
        exposure(source -> source.replace("left_constants, 1, 1, 0", "left_constants, 1, 1, 1"));
    assertEquals(1, pair(exposure, RIGHT, LEFT).readable());
    assertEquals(
        new Opening("constants, as everyone's", 0x407000, 1, false),
        pair(exposure, RIGHT, LEFT).openings().getFirst());
  }

  @Test
  void text() throws BadInputException {
    final String text = ExposureText.of(withGrants("0, 0; 1, 2", "0, 0; 0, 1"));
    assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
    assertTrue(text.contains("right: reads 33 (89 %), writes 32 (86 %); reads the heap"), text);
    assertTrue(text.contains("all stacks 32 (written), all heap, all constants 1"), text);
    assertTrue(text.contains("right, during calls: 1 buffer of 1 function (1 written)"), text);
    assertTrue(text.contains("another on average reads 45 % and writes 43 %."), text);
    final String quiet = ExposureText.of(exposure(UnaryOperator.identity()));
    assertTrue(quiet.contains("    1 left                5 \\ . *\n"), quiet);
    assertTrue(quiet.contains("    2 right               5 0 \\ *\n"), quiet);
    assertTrue(
        quiet.contains("right (isolated): 66 pages, and a heap of at most 2048K\n  no other"),
        quiet);
  }

  @Test
  void json() throws Exception {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ExposureJson.write(withGrants("0, 0; 1, 2"), bytes);
    final JsonNode json = new ObjectMapper().readTree(bytes.toByteArray());
    assertEquals(8, json.at("/threads").asInt());
    assertEquals(2, json.at("/average/pairs").asInt());
    assertEquals(
        "{\"name\":\"left\",\"kind\":\"isolated\",\"pages\":37,\"heapLimit\":256}",
        json.at("/cubicles/1").toString());
    JsonNode found = null;
    for (JsonNode pair : json.at("/pairs")) {
      assertFalse(
          pair.get("accessor").asText().equals("left")
              && pair.get("owner").asText().equals("right"),
          "of which nothing is open");
      if (pair.get("accessor").asText().equals("right")
          && pair.get("owner").asText().equals("left")) {
        found = pair;
      }
    }
    assertEquals(33, found.get("readable").asInt());
    assertEquals(33.0 / LEFT_PAGES, found.get("readableShare").asDouble(), 1e-9);
    assertEquals("nothing", found.get("heap").asText());
    assertEquals(
        "{\"what\":\"all stacks\",\"pages\":32,\"access\":\"write\"}",
        found.at("/openings/0").toString());
    assertEquals(1, found.at("/forCalls/written").asInt());
  }

  @Test
  void drawing() throws Exception {
    final String svg = ExposureDrawing.of(withGrants("0, 0; 1, 2", "0, 0; 0, 1"));
    final var factory = DocumentBuilderFactory.newInstance();
    final var document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    final var titles = document.getElementsByTagName("title");
    // A cell for every pair: three rows, each with three others.
    assertEquals(9, titles.getLength());
    assertTrue(svg.contains("right, of 37 pages of left: reads 33, writes 32"), svg);
    // Of left's heap for right, of both for the monitor, and one in the legend.
    assertEquals(4, svg.split("class=\"heap\" cx", -1).length - 1);
  }
}
