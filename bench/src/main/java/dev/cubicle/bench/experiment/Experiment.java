package dev.cubicle.bench.experiment;

import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.place.GuestCommand;
import dev.cubicle.bench.place.GuestRun;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Comparison;
import dev.cubicle.bench.report.Row;
import java.util.List;
import java.util.Map;

/** What is measured: guests to run in every place, and what their runs say. */
public interface Experiment {

  /** Its name on the command line. */
  String name();

  /** What it measures, in a few words. */
  String title();

  /** The unit of all its figures. */
  String unit();

  /** What a place runs in every round; by default the same everywhere. */
  default List<GuestCommand> commands(String place) {
    return commands();
  }

  /** All that is run anywhere. */
  List<GuestCommand> commands();

  /**
   * The figures of one round in one place.
   *
   * @param runs one for each of the place's commands
   * @return figures by the name of their row, in the order of rows
   * @throws BenchException if a guest's output is not understood
   */
  Map<String, Double> figures(List<GuestRun> runs) throws BenchException;

  /** Which ratios are shown. */
  List<Comparison> comparisons();

  /** What the figures ought to be. */
  List<Aim> aims(List<Row> rows);
}
