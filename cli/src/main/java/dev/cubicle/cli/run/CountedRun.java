package dev.cubicle.cli.run;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.tracing.statistics.CrossingSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A run of a cubicle image in which calls between cubicles are counted and timed. */
public final class CountedRun {

  private final RunRequest request;
  private final Host host;

  /**
   * How it ended.
   *
   * @param status its exit status, as {@code ./cubicle run} would give it
   * @param summary what was counted; absent if the guest was refused
   */
  public record Counted(int status, Optional<CrossingSummary> summary) {}

  /**
   * @param argv the guest's name first
   */
  public CountedRun(Path image, List<String> argv, GuestOptions options, Host host) {
    this.host = host;
    this.request =
        RunRequest.emulated(
            image, argv, options, FetchPolicy.NONE, false, false, Watching.COUNTING);
  }

  /** Runs it; its streams pass through. */
  public Counted run() throws UsageException {
    final CubicleGuest guest =
        CubicleGuest.of(request.guest(), request.image())
            .orElseThrow(() -> new UsageException(request.guest() + ": has no cubicles"));
    if (!guest.passes(host)) {
      return new Counted(ExitStatus.REFUSED, Optional.empty());
    }
    final CrossingWatch crossings = guest.crossings(request);
    final MonitorChannel channel = MonitorChannel.of(false);
    try {
      final RunResult result =
          new EmulatedEngine(request, host, true, List.of(crossings), Optional.empty())
              .run(channel);
      guest.explainViolation(channel, host);
      return new Counted(result.status(), crossings.summary(result.wall()));
    } catch (IOException e) {
      throw new UsageException(request.guest() + ": " + Reasons.of(e));
    }
  }
}
