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
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the experiments' commands have in common: from measuring to report. */
abstract class ExperimentCommand extends MeasuringCommand {

  /** Refuses options that can only fail after minutes of measuring. */
  void prepare() {}

  /** What is measured, by this command's own options. */
  abstract Experiment experiment();

  /** Where it is measured. */
  abstract List<Place> places(Installation installation, Duration guestLimit) throws BenchException;

  @Override
  public final Integer call() throws BenchException, InterruptedException {
    requireOptions();
    Experiment experiment = experiment();
    prepare();
    Installation installation = Installation.here();
    List<Place> places = places(installation, limit());
    installation.requireGuests(experiment.commands());
    Report report = measure(experiment, places);
    PrintWriter out = spec().commandLine().getOut();
    out.print(TableWriter.write(report));
    conclude(report, installation, out);
    out.flush();
    writeJson(JsonWriter.tree(report));
    return checks() && !report.allAimsMet() ? AIM_MISSED : 0;
  }

  /** What this experiment has to say beside the table. */
  void conclude(Report report, Installation installation, PrintWriter out)
      throws BenchException, InterruptedException {}

  private Report measure(Experiment experiment, List<Place> places)
      throws BenchException, InterruptedException {
    Map<String, String> environment = Environment.now();
    Alternation alternation = new Alternation(experiment, places, rounds());
    List<Row> rows;
    try (Progress progress = TerminalProgress.on(experiment.name(), alternation.turns())) {
      rows = alternation.measure(progress);
    }
    return new Report(
        experiment.name(), experiment.title(), rounds(), rows, experiment.aims(rows), environment);
  }
}
