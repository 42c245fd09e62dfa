package dev.cubicle.tracing.graph;

import com.google.common.base.Ascii;
import dev.cubicle.tracing.graph.CubicleGraph.Edge;
import dev.cubicle.tracing.graph.CubicleGraph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What boxes say and how large they are, how wide lines are and what stands on them. */
final class GraphStyle {
  private static final int MOST_LABELS = 60;
  private static final int MOST_NAME = 28;
  private static final double CHARACTER = 7.6;
  private static final double SMALL_CHARACTER = 6.3;
  private static final double FIRST_LINE = 32;
  private static final double LINE = 15;

  private final CubicleGraph graph;
  private final long largest;
  private final long leastWithLabel;

  GraphStyle(CubicleGraph graph) {
    this.graph = graph;
    this.largest = graph.edges().isEmpty() ? 1 : Math.max(1, graph.edges().getFirst().count());
    this.leastWithLabel =
        graph.edges().size() <= MOST_LABELS ? 0 : graph.edges().get(MOST_LABELS - 1).count();
  }

  /** The name and what stands below it. */
  List<String> lines(int node) {
    final Node cubicle = graph.nodes().get(node);
    final List<String> lines = new ArrayList<>();
    lines.add(Ascii.truncate(cubicle.name(), MOST_NAME, "~"));
    if (cubicle.share().isPresent() && (node == 0 || !cubicle.aside())) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s, %.1f %%",
              seconds(cubicle.seconds()),
              100 * cubicle.share().getAsDouble()));
    }
    if (cubicle.monitorCount() > 0) {
      lines.add(
          graph.run()
              ? "%s to the monitor".formatted(count(cubicle.monitorCount()))
              : "%d of the monitor's".formatted(cubicle.monitorCount()));
    }
    if (node == 0) {
      lines.add(
          graph.run()
              ? "called %s times".formatted(count(graph.monitorCount()))
              : "everyone may call it");
    }
    return lines;
  }

  double width(int node) {
    final List<String> lines = lines(node);
    double width = lines.getFirst().length() * CHARACTER;
    for (String line : lines.subList(1, lines.size())) {
      width = Math.max(width, line.length() * SMALL_CHARACTER);
    }
    return Math.max(84, width + 22) + 90 * weight(node);
  }

  double height(int node) {
    return FIRST_LINE + LINE * (lines(node).size() - 1) + 60 * weight(node);
  }

  /** How much larger than its text a box is, 0 to 1: its area grows with its share. */
  private double weight(int node) {
    return Math.sqrt(graph.nodes().get(node).share().orElse(0));
  }

  /** How strongly a box is coloured, 0 to 1. */
  double heat(int node) {
    return weight(node);
  }

  /** Pixels. */
  double stroke(Edge edge) {
    return 1 + 6 * Math.log1p(edge.count()) / Math.log1p(Math.max(largest, 50));
  }

  /** 0 to 1. */
  double opacity(Edge edge) {
    return 0.3 + 0.55 * Math.log1p(edge.count()) / Math.log1p(largest);
  }

  /** The count on a line; empty where there are so many lines that only the larger ones say it. */
  String label(Edge edge) {
    return edge.count() >= leastWithLabel ? count(edge.count()) : "";
  }

  /** Such as 12,345 or 1.2M. */
  static String count(long value) {
    if (value < 100_000) {
      return String.format(Locale.ROOT, "%,d", value);
    }
    return value < 10_000_000
        ? String.format(Locale.ROOT, "%,dk", value / 1000)
        : String.format(Locale.ROOT, "%,dM", value / 1_000_000);
  }

  private static String seconds(double seconds) {
    return seconds >= 1
        ? String.format(Locale.ROOT, "%.2f s", seconds)
        : String.format(Locale.ROOT, "%.1f ms", 1000 * seconds);
  }
}
