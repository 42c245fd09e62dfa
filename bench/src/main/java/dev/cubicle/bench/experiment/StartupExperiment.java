package dev.cubicle.bench.experiment;

import static dev.cubicle.bench.place.ProcessPlace.EMULATED;

import dev.cubicle.bench.place.GuestCommand;
import dev.cubicle.bench.place.GuestRun;
import dev.cubicle.bench.place.QemuPlace;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Aim.Bound;
import dev.cubicle.bench.report.Comparison;
import dev.cubicle.bench.report.Row;
import java.util.List;
import java.util.Map;

/** From a command to the first byte that a guest prints; for QEMU, Linux has to boot first. */
public record StartupExperiment() implements Experiment {
  private static final double MOST_SECONDS = 0.5;
  private static final double LEAST_RATIO = 10;

  private static final Comparison OURS_SOONER = new Comparison(QemuPlace.NAME, EMULATED);

  @Override
  public String name() {
    return "startup";
  }

  @Override
  public String title() {
    return "From the command to the first byte that a guest prints";
  }

  @Override
  public String unit() {
    return "s";
  }

  @Override
  public List<GuestCommand> commands() {
    return List.of(GuestCommand.of("hello"));
  }

  @Override
  public Map<String, Double> figures(List<GuestRun> runs) {
    return Map.of("first byte", runs.getFirst().firstByte().toNanos() / 1e9);
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(OURS_SOONER);
  }

  @Override
  public List<Aim> aims(List<Row> rows) {
    Row row = rows.getFirst();
    return List.of(
        new Aim("first byte of ours", "s", row.median(EMULATED), Bound.AT_MOST, MOST_SECONDS),
        new Aim(
            row.name() + ", " + OURS_SOONER.name(),
            "×",
            row.ratio(OURS_SOONER).orElse(Double.NaN),
            Bound.AT_LEAST,
            LEAST_RATIO));
  }
}
