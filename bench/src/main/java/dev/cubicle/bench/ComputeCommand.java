package dev.cubicle.bench;

import dev.cubicle.bench.experiment.ComputeExperiment;
import dev.cubicle.bench.experiment.Experiment;
import dev.cubicle.bench.place.Place;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./cubicle bench compute}. */
@Command(
    name = "compute",
    description = {
      "SQLite on a database in memory, here also without any emulation.",
      "Aim: at most 1.5 times QEMU's time."
    })
final class ComputeCommand extends ExperimentCommand {
  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "5",
      description = "Scales the database: 500 rows and more in each table for every 1.")
  private int size;

  @Override
  Experiment experiment() {
    inRange("--size", size, 1, 10_000);
    return new ComputeExperiment(size);
  }

  @Override
  List<Place> places(Installation installation, Duration guestLimit) throws BenchException {
    return List.of(
        installation.emulated(guestLimit),
        installation.inQemu(guestLimit),
        installation.onThisMachine(guestLimit));
  }
}
