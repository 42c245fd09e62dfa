package dev.cubicle.cli.run;

import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.tracing.crossing.GateProbes;
import dev.cubicle.tracing.crossing.ImageNames;
import dev.cubicle.tracing.statistics.CrossingCounts;
import dev.cubicle.tracing.statistics.CrossingSummary;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.time.Duration;
import java.util.Optional;

/** Counts and times what passes between the cubicles of one run. */
final class CrossingWatch implements Instrument {

  private final CrossingCounts counts;
  private final GateProbes gate;

  private CrossingWatch(CrossingCounts counts, GateProbes gate) {
    this.counts = counts;
    this.gate = gate;
  }

  /** Empty if the image does not say where its gate is. */
  static Optional<CrossingWatch> of(CubicleImage image) {
    final CrossingCounts counts = new CrossingCounts(new ImageNames(image.manifest()));
    return GateProbes.of(image, counts).map(gate -> new CrossingWatch(counts, gate));
  }

  @Override
  public void attach(ProcessOptions.Builder options) {
    gate.probes().forEach(options::probe);
    options.listener(gate);
  }

  /** The run is over, and took so long. */
  CrossingSummary summary(Duration wall) {
    return counts.summary(wall);
  }
}
