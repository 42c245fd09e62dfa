package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.tracing.crossing.CrossingListener;
import dev.cubicle.tracing.crossing.CrossingListeners;
import dev.cubicle.tracing.crossing.GateProbes;
import dev.cubicle.tracing.crossing.ImageNames;
import dev.cubicle.tracing.statistics.CrossingCounts;
import dev.cubicle.tracing.statistics.CrossingSummary;
import dev.cubicle.tracing.timeline.Timeline;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts, times and traces what passes between the cubicles of one run, as far as is asked for. */
final class CrossingWatch implements Instrument {

  private final Optional<CrossingCounts> counts;
  private final Optional<Timeline> timeline;
  private final Optional<GateProbes> gate;

  private CrossingWatch(
      Optional<CrossingCounts> counts, Optional<Timeline> timeline, Optional<GateProbes> gate) {
    this.counts = counts;
    this.timeline = timeline;
    this.gate = gate;
  }

  /** For a guest of which nobody wants to know, or can. */
  static CrossingWatch none() {
    return new CrossingWatch(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * What a request asks to know of an image.
   *
   * @throws UsageException if it cannot be had
   */
  static CrossingWatch of(CubicleImage image, RunRequest request) throws UsageException {
    final ImageNames names = new ImageNames(image.manifest());
    final List<CrossingListener> listeners = new ArrayList<>();
    final Optional<CrossingCounts> counts =
        request.statistics().isPresent() && request.timings()
            ? Optional.of(new CrossingCounts(names))
            : Optional.empty();
    counts.ifPresent(listeners::add);
    Optional<Timeline> timeline = Optional.empty();
    if (request.trace().isPresent()) {
      timeline = Optional.of(request.trace().get().open(names));
      listeners.add(timeline.get());
    }
    if (listeners.isEmpty()) {
      return none();
    }
    final Optional<GateProbes> gate = GateProbes.of(image, CrossingListeners.of(listeners));
    if (gate.isEmpty() && request.trace().isPresent()) {
      throw new UsageException(
          request.guest() + ": its symbols do not tell where its gate is: was it stripped?");
    }
    return new CrossingWatch(gate.isEmpty() ? Optional.empty() : counts, timeline, gate);
  }

  @Override
  public void attach(ProcessOptions.Builder options) {
    gate.ifPresent(
        probes -> {
          probes.probes().forEach(options::probe);
          options.listener(probes);
        });
  }

  /** The run is over, and took so long. */
  Optional<CrossingSummary> summary(Duration wall) {
    return counts.map(counted -> counted.summary(wall));
  }

  /** The run is over: completes what was written, and tells if it cannot. */
  void close(Host host) {
    if (timeline.isPresent()) {
      try {
        timeline.get().close();
      } catch (IOException e) {
        host.complain("the trace could not be written: " + Reasons.of(e));
      }
    }
  }
}
