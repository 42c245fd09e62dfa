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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SQLite on the library OS, its database on the RAM file system: plainly linked, then in 1, 3, 4
 * and 7 isolated cubicles, each with more and more of the isolation in force.
 *
 * @param size scales the number of rows in the database; 1 to 10000
 * @param nativeKeys whether this machine's processor has protection keys
 */
public record SqliteExperiment(int size, boolean nativeKeys) implements Experiment {
  private static final double MOST_SLOWDOWN = 2;

  private static final Comparison OURS_SLOWER = new Comparison(EMULATED, QemuPlace.NAME);

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public String title() {
    return "SQLite on the library OS, size %d: the price of every mechanism".formatted(size);
  }

  @Override
  public String unit() {
    return "s";
  }

  @Override
  public List<GuestCommand> commands() {
    return SqliteConfiguration.all().stream().map(this::command).toList();
  }

  @Override
  public List<GuestCommand> commands(String place) {
    return SqliteConfiguration.all().stream()
        .filter(each -> !place.equals(NATIVE) || nativeKeys || !each.needsKeys())
        .map(this::command)
        .toList();
  }

  /** What is run for a configuration. */
  public GuestCommand command(SqliteConfiguration configuration) {
    return configuration.command("--size", Integer.toString(size), "--times");
  }

  @Override
  public Map<String, Double> figures(List<GuestRun> runs) throws BenchException {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (GuestRun run : runs) {
      figures.put(nameOf(run.command()), WorkloadTime.of(run));
    }
    return figures;
  }

  private String nameOf(GuestCommand command) {
    return SqliteConfiguration.all().stream()
        .filter(each -> command(each).equals(command))
        .findFirst()
        .orElseThrow()
        .name();
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(OURS_SLOWER, new Comparison(EMULATED, NATIVE));
  }

  @Override
  public List<Aim> aims(List<Row> rows) {
    Row seven = row(rows, SqliteConfiguration.full(7));
    Row one = row(rows, SqliteConfiguration.full(1));
    return List.of(
        new Aim(
            "seven cubicles, " + OURS_SLOWER.name(),
            "×",
            seven.ratio(OURS_SLOWER).orElse(Double.NaN),
            Bound.AT_MOST,
            1),
        new Aim(
            "seven cubicles by one, emulated",
            "×",
            seven.median(EMULATED) / one.median(EMULATED),
            Bound.AT_MOST,
            MOST_SLOWDOWN));
  }

  /** The row of a configuration. */
  public static Row row(List<Row> rows, SqliteConfiguration configuration) {
    return rows.stream()
        .filter(row -> row.name().equals(configuration.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no row " + configuration.name()));
  }
}
