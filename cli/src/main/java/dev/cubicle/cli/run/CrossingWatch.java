package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
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

  /** After so long somebody at a terminal wants to know whether there is progress. */
  private static final Duration LONG_RUN = Duration.ofSeconds(2);

  private static final Duration STEP = Duration.ofMillis(500);

  private final Optional<CrossingCounts> counts;
  private final Optional<Timeline> timeline;
  private final Optional<GateProbes> gate;

  /** Null where nothing is counted. */
  private final ImageNames names;

  private Optional<LiveLine> line = Optional.empty();

  private CrossingWatch(
      ImageNames names,
      Optional<CrossingCounts> counts,
      Optional<Timeline> timeline,
      Optional<GateProbes> gate) {
    this.names = names;
    this.counts = counts;
    this.timeline = timeline;
    this.gate = gate;
  }

  /** For a guest of which nobody wants to know, or can. */
  static CrossingWatch none() {
    return new CrossingWatch(null, Optional.empty(), Optional.empty(), Optional.empty());
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
        request.watching().statistics().isPresent() && request.watching().timings()
            ? Optional.of(new CrossingCounts(names))
            : Optional.empty();
    counts.ifPresent(listeners::add);
    Optional<Timeline> timeline = Optional.empty();
    if (request.watching().trace().isPresent()) {
      timeline = Optional.of(request.watching().trace().get().open(names));
      listeners.add(timeline.get());
    }
    if (listeners.isEmpty()) {
      return none();
    }
    final Optional<GateProbes> gate = GateProbes.of(image, CrossingListeners.of(listeners));
    if (gate.isEmpty() && request.watching().trace().isPresent()) {
      throw new UsageException(
          request.guest() + ": its symbols do not tell where its gate is: was it stripped?");
    }
    return new CrossingWatch(names, gate.isEmpty() ? Optional.empty() : counts, timeline, gate);
  }

  @Override
  public void attach(ProcessOptions.Builder options) {
    gate.ifPresent(
        probes -> {
          probes.probes().forEach(options::probe);
          options.listener(probes);
        });
  }

  /**
   * The same host with streams that make way for a line that tells how far the run is, if standard
   * error is a terminal.
   */
  Host live(Host host) {
    if (counts.isEmpty()) {
      return host;
    }
    final HostStreams streams = host.streams().get();
    if (!streams.errorIsTerminal()) {
      return host.with(streams);
    }
    final LiveLine started = new LiveLine(counts.get(), names, host.err(), LONG_RUN, STEP);
    started.start();
    line = Optional.of(started);
    return host.with(
        new HostStreams(
            streams.input(),
            streams.outputIsTerminal() ? started.over(streams.output()) : streams.output(),
            started.over(streams.error()),
            streams.inputIsTerminal(),
            streams.outputIsTerminal(),
            true,
            streams.terminal()));
  }

  /** The run is over, and took so long. */
  Optional<CrossingSummary> summary(Duration wall) {
    return counts.map(counted -> counted.summary(wall));
  }

  /** The run is over: completes what was written, and tells if it cannot. */
  void close(Host host) {
    line.ifPresent(LiveLine::close);
    if (timeline.isPresent()) {
      try {
        timeline.get().close();
      } catch (IOException e) {
        host.complain("the trace could not be written: " + Reasons.of(e));
      }
    }
  }
}
