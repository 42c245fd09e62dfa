package dev.cubicle.tracing.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.html.HtmlEscapers;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A graph as one HTML file that needs nothing else: the drawing, the functions behind each line,
 * and a filter by count and by name.
 */
public final class GraphHtml {

  private GraphHtml() {}

  /** The text of the file. */
  public static String of(CubicleGraph graph) {
    try {
      final String page =
          Resources.toString(
              Resources.getResource(GraphHtml.class, "graph.html"), StandardCharsets.UTF_8);
      // What is put in last can hold anything, so that nothing is looked for behind it.
      final int svg = page.indexOf("@SVG@");
      final int data = page.indexOf("@DATA@");
      return page.substring(0, svg)
              .replace("@TITLE@", HtmlEscapers.htmlEscaper().escape(graph.title()))
          + GraphSvg.of(graph)
          + page.substring(svg + "@SVG@".length(), data)
          + data(graph)
          + page.substring(data + "@DATA@".length());
    } catch (IOException e) {
      throw new UncheckedIOException("a part of this program is missing", e);
    }
  }

  private static String data(CubicleGraph graph) throws IOException {
    final StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeBooleanField("run", graph.run());
      json.writeStringField("unit", graph.run() ? "calls" : "functions");
      json.writeArrayFieldStart("nodes");
      for (CubicleGraph.Node node : graph.nodes()) {
        json.writeStartObject();
        json.writeStringField("name", node.name());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("edges");
      for (CubicleGraph.Edge edge : graph.edges()) {
        json.writeStartObject();
        json.writeNumberField("from", edge.from());
        json.writeNumberField("to", edge.to());
        json.writeNumberField("count", edge.count());
        json.writeArrayFieldStart("functions");
        for (CubicleGraph.Use use : edge.functions()) {
          json.writeStartObject();
          json.writeStringField("name", use.function());
          json.writeNumberField("count", use.count());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    // Else a name could end the element that it stands in.
    return text.toString().replace("<", "\\u003c");
  }
}
