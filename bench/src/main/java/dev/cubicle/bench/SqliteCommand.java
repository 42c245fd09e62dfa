package dev.cubicle.bench;

import dev.cubicle.bench.experiment.Ablation;
import dev.cubicle.bench.experiment.Experiment;
import dev.cubicle.bench.experiment.Slowdowns;
import dev.cubicle.bench.experiment.SqliteConfiguration;
import dev.cubicle.bench.experiment.SqliteExperiment;
import dev.cubicle.bench.place.Place;
import dev.cubicle.bench.place.RunCounts;
import dev.cubicle.bench.report.BarChart;
import dev.cubicle.bench.report.Report;
import dev.cubicle.bench.report.TableWriter;
import dev.cubicle.guests.NativeHost;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./cubicle bench sqlite}. */
@Command(
    name = "sqlite",
    description = {
      "SQLite on the library OS in 1, 3, 4 and 7 cubicles: what trampolines, keys and windows cost, "
          + "emulated, in QEMU with Linux, and on this machine's processor (with keys if it has "
          + "them).",
      "Aims: seven cubicles finish no later than in QEMU, and in less than twice the time of one."
    })
final class SqliteCommand extends ExperimentCommand {
  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "2",
      description = "Scales the database: 500 rows and more in each table for every 1.")
  private int size;

  @Option(names = "--svg", paramLabel = "FILE", description = "Draw the times there.")
  private Path svg;

  @Override
  void prepare() {
    requireWritable("--svg", svg);
  }

  @Override
  Experiment experiment() {
    inRange("--size", size, 1, 10_000);
    return new SqliteExperiment(size, NativeHost.hasProtectionKeys());
  }

  @Override
  List<Place> places(Installation installation, Duration guestLimit) throws BenchException {
    return List.of(
        installation.emulated(guestLimit),
        installation.inQemu(guestLimit),
        installation.onThisMachine(guestLimit));
  }

  @Override
  void conclude(Report report, Installation installation, PrintWriter out)
      throws BenchException, InterruptedException {
    out.println();
    Slowdowns.table(report.rows()).forEach(out::println);
    if (!NativeHost.hasProtectionKeys()) {
      out.println("native, with keys: not measured, for this processor or its kernel has none");
    }
    out.println();
    out.flush();
    counts(installation).forEach(out::println);
    if (svg != null) {
      draw(report);
      out.println();
      out.println("drawn: " + svg);
    }
  }

  private List<String> counts(Installation installation)
      throws BenchException, InterruptedException {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of("in one run", "calls", "WRPKRU", "faults", "pages re-tagged", "argument windows"));
    SqliteExperiment experiment = new SqliteExperiment(size, false);
    for (SqliteConfiguration each : SqliteConfiguration.all()) {
      if (each.ablation().filter(how -> how != Ablation.TRAMPOLINES).isEmpty()) {
        continue;
      }
      RunCounts counts = RunCounts.of(installation.launcher(), experiment.command(each));
      cells.add(
          List.of(
              each.name(),
              "%,d".formatted(counts.calls()),
              "%,d".formatted(counts.switches()),
              "%,d".formatted(counts.faults()),
              "%,d".formatted(counts.retags()),
              "%,d".formatted(counts.argumentWindows())));
    }
    return TableWriter.align(cells);
  }

  private void draw(Report report) throws BenchException {
    try {
      Files.writeString(svg, BarChart.of(report));
    } catch (IOException e) {
      throw BenchException.failed("cannot write " + svg + ": " + e.getMessage());
    }
  }
}
