package dev.cubicle.tracing.graph;

import dev.cubicle.tracing.graph.CubicleGraph.Edge;
import java.util.Locale;

/** A graph in the language of Graphviz's {@code dot}. */
public final class GraphDot {

  private GraphDot() {}

  /** The text of a file for {@code dot}. */
  public static String of(CubicleGraph graph) {
    final GraphStyle style = new GraphStyle(graph);
    final StringBuilder dot = new StringBuilder("digraph cubicles {\n");
    dot.append("  label = ").append(quote(graph.title())).append(";\n");
    dot.append("  node [shape = box, style = \"rounded,filled\", fontname = \"sans-serif\"];\n");
    for (int i = 0; i < graph.nodes().size(); i++) {
      dot.append(
          String.format(
              Locale.ROOT,
              "  n%d [label = %s, fillcolor = \"%s\"];%n",
              i,
              quote(String.join("\n", style.lines(i))),
              Colours.of(graph.nodes().get(i).kind(), style.heat(i))));
    }
    for (Edge edge : graph.edges()) {
      dot.append(
          String.format(
              Locale.ROOT,
              "  n%d -> n%d [label = \"%s\", penwidth = %.1f, weight = %d];%n",
              edge.from(),
              edge.to(),
              GraphStyle.count(edge.count()),
              style.stroke(edge),
              1 + Math.round(Math.log1p(edge.count()))));
    }
    return dot.append("}\n").toString();
  }

  /** Names come from images, which may be anybody's. */
  private static String quote(String text) {
    final StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        default -> quoted.append(c < ' ' ? '?' : c);
      }
    }
    return quoted.append('"').toString();
  }
}
