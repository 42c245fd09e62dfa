package dev.cubicle.tracing.graph;

import dev.cubicle.tracing.crossing.ImageNames;
import dev.cubicle.tracing.statistics.CrossingSummary;
import dev.cubicle.trampolines.inspect.Overview;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Cubicles and the calls between them. Those into the monitor, which everybody makes, are a number
 * of their caller's and no edges.
 *
 * @param title what it is of
 * @param run whether counts are of calls that were made, else of functions that may be called
 * @param nodes by the cubicles' numbers, the monitor first
 * @param edges those with the largest counts first
 */
public record CubicleGraph(String title, boolean run, List<Node> nodes, List<Edge> edges) {
  private static final int MONITOR = 0;

  /**
   * @param name of the cubicle
   * @param aside whether it is no part of the graph: the monitor, and cubicles whose code runs in
   *     their callers
   * @param share of the run's time that it took itself, 0 to 1; absent without a run
   * @param seconds that time
   * @param monitorCount calls into the monitor, or of its functions that it may call
   */
  public record Node(
      String name,
      Policy.Kind kind,
      boolean aside,
      OptionalDouble share,
      double seconds,
      long monitorCount) {}

  /**
   * @param from index of a node
   * @param to index of another
   * @param count of all its functions together
   * @param functions those with the largest counts first
   */
  public record Edge(int from, int to, long count, List<Use> functions) {
    public Edge {
      functions = List.copyOf(functions);
    }
  }

  /** How often a function is called. */
  public record Use(String function, long count) {}

  /** Whether a node is drawn apart: it is aside, or has no edges. */
  boolean apart(int node) {
    return nodes.get(node).aside()
        || edges.stream().noneMatch(edge -> edge.from() == node || edge.to() == node);
  }

  public CubicleGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** Who did call whom in a run. */
  public static CubicleGraph ofRun(String title, ImageNames names, CrossingSummary summary) {
    final Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < names.cubicles(); i++) {
      numbers.putIfAbsent(names.cubicle(i), i);
    }
    final long[] toMonitor = new long[names.cubicles()];
    final Map<List<Integer>, List<Use>> uses = new HashMap<>();
    for (CrossingSummary.Row row : summary.functions()) {
      final int from = numbers.get(row.from());
      final int to = numbers.get(row.to());
      final long count = row.cost().calls();
      if (to == MONITOR) {
        toMonitor[from] += count;
      } else if (from != MONITOR) {
        uses.computeIfAbsent(List.of(from, to), _ -> new ArrayList<>())
            .add(new Use(row.function(), count));
      }
    }
    final double all = Math.max(1, summary.nanos());
    final List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < names.cubicles(); i++) {
      final long nanos = summary.selfNanos().getOrDefault(names.cubicle(i), 0L);
      nodes.add(
          new Node(
              names.cubicle(i),
              names.kind(i),
              isAside(i, names.kind(i)),
              OptionalDouble.of(nanos / all),
              nanos / 1e9,
              toMonitor[i]));
    }
    return new CubicleGraph(title, true, nodes, edges(uses));
  }

  /** Who may call whom by name; a count is the number of functions. */
  public static CubicleGraph ofImage(String title, Overview overview) {
    final long[] toMonitor = new long[overview.cubicles().size()];
    final Map<List<Integer>, List<Use>> uses = new HashMap<>();
    for (Overview.Call call : overview.calls()) {
      if (call.byName().isEmpty()) {
        continue;
      }
      if (call.to() == MONITOR) {
        toMonitor[call.from()] += call.byName().size();
      } else {
        uses.put(
            List.of(call.from(), call.to()),
            call.byName().stream().map(function -> new Use(function.name(), 1)).toList());
      }
    }
    final List<Node> nodes = new ArrayList<>();
    for (Overview.Cubicle cubicle : overview.cubicles()) {
      nodes.add(
          new Node(
              cubicle.name(),
              cubicle.row().kind(),
              isAside(cubicle.number(), cubicle.row().kind()),
              OptionalDouble.empty(),
              0,
              toMonitor[cubicle.number()]));
    }
    return new CubicleGraph(title, false, nodes, edges(uses));
  }

  private static boolean isAside(int number, Policy.Kind kind) {
    return number == MONITOR || kind == Policy.Kind.SHARED;
  }

  private static List<Edge> edges(Map<List<Integer>, List<Use>> uses) {
    final List<Edge> edges = new ArrayList<>();
    uses.forEach(
        (ends, functions) -> {
          final List<Use> sorted = new ArrayList<>(functions);
          sorted.sort(Comparator.comparingLong(Use::count).reversed().thenComparing(Use::function));
          edges.add(
              new Edge(
                  ends.get(0), ends.get(1), sorted.stream().mapToLong(Use::count).sum(), sorted));
        });
    edges.sort(
        Comparator.comparingLong(Edge::count)
            .reversed()
            .thenComparingInt(Edge::from)
            .thenComparingInt(Edge::to));
    return edges;
  }

  /** How many calls to the monitor there are. */
  long monitorCount() {
    return nodes.stream().mapToLong(Node::monitorCount).sum();
  }
}
