package dev.cubicle.bench.experiment;

import static dev.cubicle.bench.place.ProcessPlace.EMULATED;
import static dev.cubicle.bench.place.ProcessPlace.NATIVE;

import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.place.GuestCommand;
import dev.cubicle.bench.place.GuestRun;
import dev.cubicle.bench.place.QemuPlace;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Aim.Bound;
import dev.cubicle.bench.report.Comparison;
import dev.cubicle.bench.report.Row;
import java.util.List;
import java.util.Map;

/**
 * SQLite at work on a database in memory, without protection keys; the guest's own clock counts.
 *
 * @param size scales the number of rows in the database; 1 to 10000
 */
public record ComputeExperiment(int size) implements Experiment {
  private static final double MOST_RATIO = 1.5;

  private static final Comparison OURS_SLOWER = new Comparison(EMULATED, QemuPlace.NAME);

  @Override
  public String name() {
    return "compute";
  }

  @Override
  public String title() {
    return "SQLite on a database in memory, from opening to closing it";
  }

  @Override
  public String unit() {
    return "s";
  }

  @Override
  public List<GuestCommand> commands() {
    return List.of(GuestCommand.of("sqlite-speed", "--size", Integer.toString(size), "--times"));
  }

  @Override
  public Map<String, Double> figures(List<GuestRun> runs) throws BenchException {
    return Map.of("SQLite, size " + size, WorkloadTime.of(runs.getFirst()));
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(
        OURS_SLOWER, new Comparison(EMULATED, NATIVE), new Comparison(QemuPlace.NAME, NATIVE));
  }

  @Override
  public List<Aim> aims(List<Row> rows) {
    Row row = rows.getFirst();
    return List.of(
        new Aim(
            row.name() + ", " + OURS_SLOWER.name(),
            "×",
            row.ratio(OURS_SLOWER).orElse(Double.NaN),
            Bound.AT_MOST,
            MOST_RATIO));
  }
}
