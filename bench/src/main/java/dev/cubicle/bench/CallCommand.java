package dev.cubicle.bench;

import dev.cubicle.bench.experiment.CallExperiment;
import dev.cubicle.bench.experiment.Experiment;
import dev.cubicle.bench.place.Place;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./cubicle bench call}. */
@Command(
    name = "call",
    description = {
      "What a call to another cubicle and back costs when it does nothing there.",
      "Aim: at most 3 microseconds."
    })
final class CallCommand extends ExperimentCommand {
  @Option(
      names = "--calls",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Calls in the loop, which runs four times.")
  private long calls;

  @Override
  Experiment experiment() {
    inRange("--calls", calls, 1, 100_000_000);
    return new CallExperiment(calls);
  }

  @Override
  List<Place> places(Installation installation, Duration guestLimit) throws BenchException {
    return List.of(installation.emulated(guestLimit), installation.inQemu(guestLimit));
  }
}
