package dev.cubicle.bench.experiment;

import dev.cubicle.bench.place.GuestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs of an experiment's guests that never took place. */
final class Runs {
  private Runs() {}

  /** A run for each command of an experiment, each with an output. */
  static List<GuestRun> of(Experiment experiment, Duration firstByte, String... outputs) {
    List<GuestRun> runs = new ArrayList<>();
    for (int i = 0; i < outputs.length; i++) {
      runs.add(new GuestRun(experiment.commands().get(i), outputs[i], firstByte));
    }
    return runs;
  }

  static List<GuestRun> of(Experiment experiment, String... outputs) {
    return of(experiment, Duration.ofMillis(1), outputs);
  }
}
