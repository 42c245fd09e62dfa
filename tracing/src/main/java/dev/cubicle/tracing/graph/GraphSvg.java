package dev.cubicle.tracing.graph;

import com.google.common.xml.XmlEscapers;
import dev.cubicle.tracing.graph.CubicleGraph.Edge;
import dev.cubicle.tracing.graph.CubicleGraph.Node;
import dev.cubicle.tracing.graph.GraphLayout.Box;
import dev.cubicle.tracing.graph.GraphLayout.Line;
import dev.cubicle.tracing.graph.GraphLayout.Point;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A graph as an SVG drawing: boxes coloured by kind and the larger the more time they took, lines
 * the wider the more calls, shared cubicles and the monitor aside. What a line stands for is told
 * when the pointer rests on it.
 */
public final class GraphSvg {
  private static final double MARGIN = 24;
  private static final double TITLE = 40;
  private static final double LEGEND = 40;
  private static final double ASIDE_GAP = 36;
  private static final double GAP = 12;
  private static final int MOST_FUNCTIONS = 25;

  private final CubicleGraph graph;
  private final GraphStyle style;
  private final GraphLayout layout;
  private final StringBuilder svg = new StringBuilder();

  private GraphSvg(CubicleGraph graph) {
    this.graph = graph;
    this.style = new GraphStyle(graph);
    this.layout = GraphLayout.of(graph, style);
  }

  /** The text of an SVG file. */
  public static String of(CubicleGraph graph) {
    return new GraphSvg(graph).draw();
  }

  private String draw() {
    double asideWidth = 0;
    double asideHeight = 0;
    for (int i : apart(false)) {
      asideWidth = Math.max(asideWidth, style.width(i));
      asideHeight += style.height(i) + GAP;
    }
    double idleHeight = 0;
    for (int i : apart(true)) {
      asideWidth = Math.max(asideWidth, style.width(i));
      idleHeight += style.height(i) + GAP;
    }
    final double asideX = MARGIN + layout.width() + ASIDE_GAP;
    final double width = Math.max(asideX + asideWidth + MARGIN, 640);
    final double height =
        TITLE + Math.max(layout.height(), asideHeight + idleHeight + 72) + LEGEND + MARGIN;
    head(width, height);
    add("<g transform=\"translate(%.0f %.0f)\">\n", MARGIN, TITLE);
    for (int i = graph.edges().size() - 1; i >= 0; i--) {
      if (layout.line(i) != null) {
        line(i);
      }
    }
    for (int i = 0; i < graph.nodes().size(); i++) {
      if (layout.box(i) != null) {
        box(i, layout.box(i));
      }
    }
    add("</g>\n");
    column(apart(false), asideX, TITLE, asideWidth, asideHeight);
    if (idleHeight > 0) {
      final double y = TITLE + asideHeight + 44;
      add(
          "<text class=\"note\" x=\"%.0f\" y=\"%.0f\">%s</text>\n",
          asideX, y - 8, graph.run() ? "without calls:" : "neither calls nor called by name:");
      column(apart(true), asideX, y, asideWidth, idleHeight);
    }
    legend(height);
    return svg.append("</svg>\n").toString();
  }

  private void head(double width, double height) {
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$.0f %2$.0f" width="%1$.0f" \
        height="%2$.0f" role="img" aria-label="%3$s">
        <defs>
        <marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" markerHeight="10" \
        markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1 L10 5 L0 9 z" fill="#445"/></marker>
        </defs>
        <style type="text/css">
        text { font-family: "DejaVu Sans", Verdana, sans-serif; font-size: 11px; fill: #223; }
        .title { font-size: 15px; font-weight: bold; }
        .name { font-size: 12.5px; font-weight: bold; text-anchor: middle; }
        .small { font-size: 10.5px; fill: #445; text-anchor: middle; }
        .note { font-size: 10.5px; fill: #556; }
        .count { font-size: 10.5px; fill: #223; text-anchor: middle; stroke: #fff; stroke-width: 3px; \
        stroke-linejoin: round; }
        .count2 { font-size: 10.5px; fill: #223; text-anchor: middle; }
        .box { stroke: #556; stroke-width: 1.2px; }
        .call { fill: none; stroke: #446; marker-end: url(#tip); }
        .call:hover { stroke: #c22; stroke-opacity: 1; }
        .aside { fill: none; stroke: #aab; stroke-dasharray: 4 4; }
        </style>
        <rect width="%1$.0f" height="%2$.0f" fill="#fff"/>
        <text class="title" x="%4$.0f" y="26">%3$s</text>
        """,
        width, height, escape(graph.title()), MARGIN);
  }

  private void line(int number) {
    final Edge edge = graph.edges().get(number);
    final Line line = layout.line(number);
    add(
        "<g class=\"edge\" data-edge=\"%d\"><path class=\"call\" stroke-width=\"%.1f\""
            + " stroke-opacity=\"%.2f\" d=\"%s\"><title>%s</title></path>\n",
        number, style.stroke(edge), style.opacity(edge), path(line), escape(words(edge)));
    if (line.label() != null) {
      final String text = escape(style.label(edge));
      for (String layer : List.of("count", "count2")) {
        add(
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
            layer, line.label().x(), line.label().y() + 4, text);
      }
    }
    add("</g>\n");
  }

  private static String path(Line line) {
    final List<Point> points = line.points();
    final StringBuilder path = new StringBuilder("M" + at(points.getFirst()));
    int i = 1;
    for (; i + 2 < points.size(); i += 3) {
      path.append(" C").append(at(points.get(i)));
      path.append(' ').append(at(points.get(i + 1))).append(' ').append(at(points.get(i + 2)));
    }
    for (; i < points.size(); i++) {
      path.append(" L").append(at(points.get(i)));
    }
    return path.toString();
  }

  private static String at(Point point) {
    return String.format(Locale.ROOT, "%.1f %.1f", point.x(), point.y());
  }

  private String words(Edge edge) {
    final List<CubicleGraph.Use> uses = edge.functions();
    final String functions =
        uses.stream()
            .limit(MOST_FUNCTIONS)
            .map(
                use ->
                    graph.run()
                        ? "%s: %s".formatted(use.function(), GraphStyle.count(use.count()))
                        : use.function())
            .collect(Collectors.joining("\n"));
    final int more = uses.size() - MOST_FUNCTIONS;
    return "%s -> %s: %s %s\n%s%s"
        .formatted(
            graph.nodes().get(edge.from()).name(),
            graph.nodes().get(edge.to()).name(),
            GraphStyle.count(edge.count()),
            graph.run() ? "calls" : "functions",
            functions,
            more > 0 ? "\n%d more".formatted(more) : "");
  }

  private void box(int number, Box box) {
    final Node node = graph.nodes().get(number);
    add(
        "<g class=\"node\" data-node=\"%d\"><title>%s</title><rect class=\"box\" x=\"%.1f\""
            + " y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"7\" fill=\"%s\"/>\n",
        number,
        escape(node.name() + ", " + Colours.word(node.kind())),
        box.x(),
        box.y(),
        box.width(),
        box.height(),
        Colours.of(node.kind(), style.heat(number)));
    final List<String> lines = style.lines(number);
    final double top = box.y() + (box.height() - 15 * (lines.size() - 1)) / 2 + 4;
    for (int i = 0; i < lines.size(); i++) {
      add(
          "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
          i == 0 ? "name" : "small", box.x() + box.width() / 2, top + 15 * i, escape(lines.get(i)));
    }
    add("</g>\n");
  }

  /** The nodes that are drawn apart: for having no calls, or else. */
  private List<Integer> apart(boolean idle) {
    return IntStream.range(0, graph.nodes().size())
        .filter(i -> graph.apart(i) && graph.nodes().get(i).aside() != idle)
        .boxed()
        .toList();
  }

  private void column(List<Integer> nodes, double x, double y, double width, double height) {
    add(
        "<rect class=\"aside\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"9\"/>\n",
        x - GAP, y, width + 2 * GAP, height + GAP);
    double down = y + GAP;
    for (int i : nodes) {
      box(i, new Box(x, down, width, style.height(i)));
      down += style.height(i) + GAP;
    }
  }

  private void legend(double height) {
    final String text =
        graph.run()
            ? "Lines: calls that were made. Boxes: time spent in the cubicle itself, the gate's and"
                + " the monitor's work for it included."
            : "Lines: how many functions the caller's code names.";
    add(
        "<text class=\"note\" x=\"%.0f\" y=\"%.0f\">%s</text>\n",
        MARGIN, height - 28, escape(text));
    add(
        "<text class=\"note\" x=\"%.0f\" y=\"%.0f\">%s</text>\n",
        MARGIN,
        height - 13,
        "Blue: isolated. Green: trusted. Yellow: shared, whose code runs in its callers.");
  }

  private static String escape(String text) {
    return XmlEscapers.xmlAttributeEscaper().escape(text);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
