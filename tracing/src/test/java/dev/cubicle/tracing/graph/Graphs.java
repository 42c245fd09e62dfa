package dev.cubicle.tracing.graph;

import dev.cubicle.tracing.graph.CubicleGraph.Edge;
import dev.cubicle.tracing.graph.CubicleGraph.Node;
import dev.cubicle.tracing.graph.CubicleGraph.Use;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** Graphs to draw. */
final class Graphs {

  private Graphs() {}

  /** So many components that call each other, one shared, and the monitor. */
  static CubicleGraph of(int components) {
    final Random random = new Random(components);
    final List<Node> nodes = new ArrayList<>();
    nodes.add(node("monitor", Policy.Kind.TRUSTED, true, .1, 0));
    double rest = .8;
    for (int i = 1; i <= components; i++) {
      final double share = rest * random.nextDouble() * .4;
      rest -= share;
      nodes.add(node("component_" + i, Policy.Kind.ISOLATED, false, share, random.nextInt(5_000)));
    }
    nodes.add(node("libc", Policy.Kind.SHARED, true, 0, 0));
    final List<Edge> edges = new ArrayList<>();
    for (int from = 1; from <= components; from++) {
      for (int to = 1; to <= components; to++) {
        if (from != to && random.nextInt(components) < (from < to ? 3 : 1)) {
          final long count = 1 + (long) Math.exp(14 * random.nextDouble());
          edges.add(
              new Edge(
                  from, to, count, List.of(new Use("f_" + to, count - 1), new Use("<&\">", 1))));
        }
      }
    }
    edges.sort(Comparator.comparingLong(Edge::count).reversed());
    return new CubicleGraph("a <graph> & \"more\"", true, nodes, edges);
  }

  private static Node node(
      String name, Policy.Kind kind, boolean aside, double share, long monitor) {
    return new Node(name, kind, aside, OptionalDouble.of(share), 10 * share, monitor);
  }
}
