package dev.cubicle.bench;

import dev.cubicle.bench.experiment.Alternation;
import dev.cubicle.bench.experiment.Experiment;
import dev.cubicle.bench.experiment.Progress;
import dev.cubicle.bench.place.Place;
import dev.cubicle.bench.report.Environment;
import dev.cubicle.bench.report.JsonWriter;
import dev.cubicle.bench.report.Report;
import dev.cubicle.bench.report.Row;
import dev.cubicle.bench.report.TableWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the experiments' commands have in common: the options, and from measuring to report. */
@Command(
    showDefaultValues = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:measured",
      "1:measured, and with --check an aim was missed",
      "2:wrong usage",
      "3:something is not installed",
      "4:a guest failed"
    })
abstract class ExperimentCommand implements Callable<Integer> {
  private static final int AIM_MISSED = 1;

  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each place has its turn.")
  private int rounds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures, all samples and the environment there, too.")
  private Path json;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "A guest that runs for longer has failed.")
  private int limit;

  @Option(names = "--check", description = "End with status 1 if an aim is missed.")
  private boolean check;

  /** Refuses options that can only fail after minutes of measuring. */
  void prepare() {}

  /** What is measured, by this command's own options. */
  abstract Experiment experiment();

  /** Where it is measured. */
  abstract List<Place> places(Installation installation, Duration guestLimit) throws BenchException;

  @Override
  public final Integer call() throws BenchException, InterruptedException {
    inRange("--rounds", rounds, 1, 1000);
    inRange("--limit", limit, 1, 100_000);
    Experiment experiment = experiment();
    requireWritable("--json", json);
    prepare();
    Installation installation = Installation.here();
    List<Place> places = places(installation, Duration.ofSeconds(limit));
    installation.requireGuests(experiment.commands());
    Report report = measure(experiment, places);
    PrintWriter out = spec.commandLine().getOut();
    out.print(TableWriter.write(report));
    conclude(report, installation, out);
    out.flush();
    if (json != null) {
      write(report);
    }
    return check && !report.allAimsMet() ? AIM_MISSED : 0;
  }

  /** What this experiment has to say beside the table. */
  void conclude(Report report, Installation installation, PrintWriter out)
      throws BenchException, InterruptedException {}

  private Report measure(Experiment experiment, List<Place> places)
      throws BenchException, InterruptedException {
    Map<String, String> environment = Environment.now();
    Alternation alternation = new Alternation(experiment, places, rounds);
    List<Row> rows;
    try (Progress progress = TerminalProgress.on(experiment.name(), alternation.turns())) {
      rows = alternation.measure(progress);
    }
    return new Report(
        experiment.name(), experiment.title(), rounds, rows, experiment.aims(rows), environment);
  }

  /** Refuses a number that an option cannot take. */
  final void inRange(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          "%s %d: not a number from %d to %d".formatted(option, value, least, most));
    }
  }

  /** Before minutes of measuring, not after. */
  final void requireWritable(String option, Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), option + " " + file + ": cannot be written", e);
    }
  }

  private void write(Report report) throws BenchException {
    try {
      JsonWriter.write(report, json);
    } catch (IOException e) {
      throw BenchException.failed("cannot write " + json + ": " + e.getMessage());
    }
  }
}
