package dev.cubicle.tracing.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What passed between cubicles in a run.
 *
 * @param functions by caller and function, those that took the most time in themselves first
 * @param edges by caller and callee, those with the most calls first
 * @param selfNanos time in each cubicle, by name
 * @param outside what belongs to no call: the monitor's boot and end
 */
public record CrossingSummary(
    List<Row> functions, List<Row> edges, Map<String, Long> selfNanos, Cost outside) {

  /**
   * @param selfNanos time in the callee, without that of its own calls
   * @param totalNanos time from call to return; of a call within a call of the same, the outer
   *     one's alone
   * @param faults on keys and protections
   * @param retags pages given another key or protection
   * @param windowOperations calls of the window API
   * @param switches of PKRU, to another view
   */
  public record Cost(
      long calls,
      long selfNanos,
      long totalNanos,
      long faults,
      long retags,
      long windowOperations,
      long switches) {

    Cost plus(Cost more) {
      return new Cost(
          calls + more.calls,
          selfNanos + more.selfNanos,
          totalNanos + more.totalNanos,
          faults + more.faults,
          retags + more.retags,
          windowOperations + more.windowOperations,
          switches + more.switches);
    }
  }

  /**
   * @param function its name; empty for an edge, which stands for all functions
   */
  public record Row(String from, String to, String function, Cost cost) {}

  public CrossingSummary {
    functions = List.copyOf(functions);
    edges = List.copyOf(edges);
    selfNanos = Map.copyOf(selfNanos);
  }

  static CrossingSummary of(String monitor, Cost outside, List<Row> functions) {
    final Map<List<String>, Cost> edges = new LinkedHashMap<>();
    final Map<String, Long> self = new LinkedHashMap<>();
    self.merge(monitor, outside.selfNanos(), Long::sum);
    for (Row row : functions) {
      edges.merge(List.of(row.from(), row.to()), row.cost(), Cost::plus);
      self.merge(row.to(), row.cost().selfNanos(), Long::sum);
    }
    final List<Row> byTime = new ArrayList<>(functions);
    byTime.sort(Comparator.comparingLong((Row row) -> row.cost().selfNanos()).reversed());
    final List<Row> edgeRows = new ArrayList<>();
    edges.forEach((ends, cost) -> edgeRows.add(new Row(ends.get(0), ends.get(1), "", cost)));
    edgeRows.sort(Comparator.comparingLong((Row row) -> row.cost().calls()).reversed());
    return new CrossingSummary(byTime, edgeRows, self, outside);
  }

  /** Time of all cubicles together. */
  public long nanos() {
    return selfNanos.values().stream().mapToLong(Long::longValue).sum();
  }
}
