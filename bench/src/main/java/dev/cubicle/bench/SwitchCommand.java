package dev.cubicle.bench;

import dev.cubicle.bench.experiment.Experiment;
import dev.cubicle.bench.experiment.SwitchExperiment;
import dev.cubicle.bench.place.Place;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./cubicle bench switch}. */
@Command(
    name = "switch",
    description = {
      "The cost of one WRPKRU with 1, 16 and 64 pages touched between two of them.",
      "Aims: at 16 pages at least 10 times cheaper than QEMU; never above 1 µs."
    })
final class SwitchCommand extends ExperimentCommand {
  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "30000",
      description = "How often the guest goes there and back in one measurement.")
  private long iterations;

  @Override
  Experiment experiment() {
    inRange("--iterations", iterations, 1, 1_000_000_000);
    return new SwitchExperiment(iterations);
  }

  @Override
  List<Place> places(Installation installation, Duration guestLimit) throws BenchException {
    return List.of(installation.emulated(guestLimit), installation.inQemu(guestLimit));
  }
}
