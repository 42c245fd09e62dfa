package dev.cubicle.tracing.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class GraphOutputTest {

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document document, String name, String style) {
    final List<Element> found = new ArrayList<>();
    final NodeList all = document.getElementsByTagName(name);
    for (int i = 0; i < all.getLength(); i++) {
      final Element element = (Element) all.item(i);
      if (style.equals(element.getAttribute("class"))) {
        found.add(element);
      }
    }
    return found;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 40})
  void boxesLieApartInsideTheDrawing(int components) throws Exception {
    final CubicleGraph graph = Graphs.of(components);
    final Document document = parse(GraphSvg.of(graph));
    final List<Element> boxes = elements(document, "rect", "box");
    assertEquals(graph.nodes().size(), boxes.size());
    assertEquals(graph.edges().size(), elements(document, "path", "call").size());
    final double width = number(document.getDocumentElement(), "width");
    final double height = number(document.getDocumentElement(), "height");
    for (Element one : boxes) {
      assertTrue(number(one, "x") >= 0 && number(one, "y") >= 0);
      assertTrue(number(one, "x") + number(one, "width") <= width);
      assertTrue(number(one, "y") + number(one, "height") <= height);
      for (Element other : boxes) {
        assertTrue(
            one == other
                || one.getParentNode().getParentNode() != other.getParentNode().getParentNode()
                || number(one, "x") + number(one, "width") <= number(other, "x")
                || number(other, "x") + number(other, "width") <= number(one, "x")
                || number(one, "y") + number(one, "height") <= number(other, "y")
                || number(other, "y") + number(other, "height") <= number(one, "y"));
      }
    }
  }

  @Test
  void whoTakesMoreTimeIsLargerAndWhoIsCalledMoreHasTheWiderLine() throws Exception {
    final CubicleGraph graph = Graphs.of(8);
    final GraphStyle style = new GraphStyle(graph);
    for (int i = 1; i < graph.edges().size(); i++) {
      assertTrue(style.stroke(graph.edges().get(i)) <= style.stroke(graph.edges().get(i - 1)));
    }
    assertTrue(style.heat(1) > style.heat(8));
    assertTrue(style.width(1) * style.height(1) > style.width(8) * style.height(8));
  }

  @Test
  void thePictureIsOfTheDrawingsShape() throws Exception {
    final String svg = GraphSvg.of(Graphs.of(8));
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    GraphPng.write(svg, bytes);
    final BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
    final Element root = parse(svg).getDocumentElement();
    assertEquals(
        number(root, "width") / number(root, "height"),
        (double) image.getWidth() / image.getHeight(),
        0.01);
    boolean drawn = false;
    for (int x = 0; x < image.getWidth(); x++) {
      drawn |= (image.getRGB(x, image.getHeight() / 3) & 0xffffff) != 0xffffff;
    }
    assertTrue(drawn, "there is something to see");
  }

  @Test
  void thePageNeedsNothingElseAndNamesCannotEndItsElements() throws IOException {
    final CubicleGraph graph = Graphs.of(8);
    final String page = GraphHtml.of(graph);
    assertFalse(
        page.contains("http://") && page.replace("http://www.w3.org", "").contains("http:"));
    assertFalse(page.contains("src="));
    assertTrue(page.contains("<title>a &lt;graph&gt; &amp; &quot;more&quot;</title>"));
    final int begin = page.indexOf("id=\"data\">") + "id=\"data\">".length();
    final String data = page.substring(begin, page.indexOf("</script>", begin));
    assertFalse(data.contains("<"));
    final JsonNode json = new ObjectMapper().readTree(data);
    assertEquals(graph.nodes().size(), json.path("nodes").size());
    assertEquals(graph.edges().size(), json.path("edges").size());
    assertEquals("<&\">", json.at("/edges/0/functions/1/name").textValue());
    assertEquals(
        graph.edges().getFirst().count(), json.at("/edges/0/count").longValue(), "the largest");
  }

  @Test
  void graphvizGetsEveryEdgeAndQuotedNames() {
    final CubicleGraph graph = Graphs.of(8);
    final String dot = GraphDot.of(graph);
    assertEquals(graph.edges().size(), dot.lines().filter(line -> line.contains(" -> ")).count());
    assertTrue(dot.contains("label = \"a <graph> & \\\"more\\\"\";"), dot);
  }
}
