package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.observe.GuestObserver;
import dev.cubicle.mpk.FetchPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run of a cubicle image in which nothing is stopped and somebody watches. */
public final class ObservedRun {

  private final RunRequest request;
  private final Host host;

  /**
   * @param name argv[0], and what messages call it
   * @param arguments what follows it
   */
  public ObservedRun(
      Path image, String name, List<String> arguments, GuestOptions options, Host host) {
    final List<String> argv = new ArrayList<>(List.of(name));
    argv.addAll(arguments);
    this.host = host;
    this.request =
        RunRequest.emulated(image, argv, options, FetchPolicy.NONE, false, true, Watching.NOBODY);
  }

  /**
   * Runs it; its streams pass through.
   *
   * @return its exit status, as {@code ./cubicle run} would give it
   */
  public int run(GuestObserver observer) throws UsageException {
    final MonitorChannel channel = MonitorChannel.of(false);
    final Optional<CubicleGuest> guest = CubicleGuest.of(request.guest(), request.image());
    try {
      final List<Instrument> violations =
          guest.flatMap(image -> ViolationAccount.of(image.image(), host)).stream()
              .<Instrument>map(account -> account)
              .toList();
      final RunResult result =
          new EmulatedEngine(request, host, true, violations, Optional.of(observer)).run(channel);
      if (violations.isEmpty()) {
        guest.ifPresent(image -> image.explainViolation(channel, host));
      }
      return result.status();
    } catch (IOException e) {
      throw new UsageException(request.guest() + ": " + Reasons.of(e));
    }
  }
}
