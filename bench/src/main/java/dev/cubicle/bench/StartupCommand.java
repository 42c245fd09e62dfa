package dev.cubicle.bench;

import dev.cubicle.bench.experiment.Experiment;
import dev.cubicle.bench.experiment.StartupExperiment;
import dev.cubicle.bench.place.Place;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ./cubicle bench startup}. */
@Command(
    name = "startup",
    description = {
      "From the command to the first byte that a guest prints; in QEMU, Linux boots first.",
      "Aims: at most 0.5 s, and at least 10 times sooner than QEMU."
    })
final class StartupCommand extends ExperimentCommand {

  @Override
  Experiment experiment() {
    return new StartupExperiment();
  }

  @Override
  List<Place> places(Installation installation, Duration guestLimit) throws BenchException {
    return List.of(installation.emulated(guestLimit), installation.inQemu(guestLimit));
  }
}
