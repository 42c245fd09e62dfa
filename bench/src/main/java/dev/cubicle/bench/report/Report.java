package dev.cubicle.bench.report;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of an experiment.
 *
 * @param experiment its name on the command line
 * @param title what it measures, in a few words
 * @param rounds how many samples every place gave
 * @param environment on what; see {@link Environment}
 */
public record Report(
    String experiment,
    String title,
    int rounds,
    List<Row> rows,
    List<Aim> aims,
    Map<String, String> environment) {
  public Report {
    rows = List.copyOf(rows);
    aims = List.copyOf(aims);
    environment = ImmutableMap.copyOf(environment);
  }

  public boolean allAimsMet() {
    return aims.stream().allMatch(Aim::met);
  }
}
