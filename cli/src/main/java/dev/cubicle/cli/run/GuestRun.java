package dev.cubicle.cli.run;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.tracing.statistics.EventCounts;
import dev.cubicle.tracing.statistics.RunStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One run: checks the guest, runs it, tells how it ended. */
final class GuestRun {

  private final RunRequest request;
  private final Host host;
  private final List<Instrument> attached;
  private final EventCounts counts = new EventCounts();

  /**
   * @param attached instruments beside those that the request asks for
   */
  GuestRun(RunRequest request, Host host, List<Instrument> attached) {
    this.request = request;
    this.host = host;
    this.attached = attached;
  }

  /** Runs the guest and returns the status to exit with. */
  int execute() throws UsageException {
    if (Files.isDirectory(request.image())) {
      throw new UsageException(request.guest() + ": this is a directory; name a program");
    }
    if (!Files.exists(request.image())) {
      throw new UsageException(request.guest() + ": there is no such file or directory");
    }
    final Optional<CubicleGuest> cubicles = CubicleGuest.of(request.guest(), request.image());
    if (cubicles.isPresent() && !request.unverified() && !cubicles.get().passes(host)) {
      return ExitStatus.REFUSED;
    }
    if (request.watching().statistics().isEmpty()) {
      return run(cubicles, null);
    }
    try (StatisticsTarget target = StatisticsTarget.open(request.watching().statistics().get())) {
      return run(cubicles, target);
    } catch (IOException e) {
      host.complain("the statistics could not be written: " + Reasons.of(e));
      return ExitStatus.INTERNAL;
    }
  }

  private int run(Optional<CubicleGuest> cubicles, StatisticsTarget target) throws UsageException {
    final boolean counting = target != null;
    final MonitorChannel channel =
        cubicles.isPresent() ? MonitorChannel.of(counting) : MonitorChannel.none();
    if (request.watching().exposure().isEmpty()) {
      return run(cubicles, target, channel, List.of());
    }
    if (cubicles.isEmpty() || request.engine() != EngineName.EMULATED) {
      throw new UsageException(
          "--exposure is for cubicle images in the emulator; "
              + request.guest()
              + " is not one, or runs elsewhere");
    }
    try (ExposureAccount exposure =
        ExposureAccount.open(request.watching().exposure().get(), cubicles.get(), channel, host)) {
      final int status = run(cubicles, target, channel, List.of(exposure));
      exposure.tell();
      return status;
    } catch (IOException e) {
      host.complain("the exposure could not be written: " + Reasons.of(e));
      return ExitStatus.INTERNAL;
    }
  }

  private int run(
      Optional<CubicleGuest> cubicles,
      StatisticsTarget target,
      MonitorChannel channel,
      List<Instrument> more)
      throws UsageException {
    final boolean counting = target != null;
    final CrossingWatch crossings = crossings(cubicles);
    final Optional<ViolationAccount> violations = violations(cubicles);
    final List<Instrument> all = new ArrayList<>(more);
    violations.ifPresent(all::add);
    debugger(cubicles).ifPresent(all::add);
    final Engine engine = engine(cubicles.isPresent(), counting, crossings, all);
    final RunResult result;
    try {
      result = engine.run(channel);
    } catch (IOException e) {
      throw new UsageException(request.guest() + ": " + Reasons.of(e));
    } finally {
      crossings.close(host);
    }
    if (violations.isEmpty()) {
      cubicles.ifPresent(guest -> guest.explainViolation(channel, host));
    }
    if (counting) {
      write(
          target,
          new RunStatistics(
              request.guest(),
              engine.name(),
              result.status(),
              result.wall(),
              result.machine(),
              result.machine().map(_ -> counts),
              cubicles.flatMap(guest -> guest.statistics(channel, host)),
              crossings.summary(result.wall())));
    }
    return result.status();
  }

  private CrossingWatch crossings(Optional<CubicleGuest> cubicles) throws UsageException {
    if (request.watching().trace().isPresent()) {
      if (request.engine() == EngineName.NATIVE) {
        throw new UsageException("--trace: only the emulator can watch; leave out --engine native");
      }
      if (cubicles.isEmpty()) {
        throw new UsageException(
            "--trace: %s has no cubicles, so that there are no calls between them"
                .formatted(request.guest()));
      }
    }
    return cubicles.isPresent() && request.engine() == EngineName.EMULATED
        ? cubicles.get().crossings(request)
        : CrossingWatch.none();
  }

  private Optional<GdbInstrument> debugger(Optional<CubicleGuest> cubicles) throws UsageException {
    if (request.watching().gdb().isEmpty()) {
      return Optional.empty();
    }
    if (request.engine() != EngineName.EMULATED) {
      throw new UsageException(
          "--gdb works with the emulator: for --engine native there is gdb's own run");
    }
    return Optional.of(
        GdbInstrument.open(
            request.watching().gdb().get(), request, cubicles.map(CubicleGuest::image), host));
  }

  private Optional<ViolationAccount> violations(Optional<CubicleGuest> cubicles) {
    return request.engine() == EngineName.EMULATED
        ? cubicles.flatMap(guest -> ViolationAccount.of(guest.image(), host))
        : Optional.empty();
  }

  private Engine engine(
      boolean isolates, boolean counting, CrossingWatch crossings, List<Instrument> more) {
    final List<Instrument> instruments = new ArrayList<>(attached);
    instruments.addAll(more);
    if (counting) {
      instruments.add(options -> options.listener(counts));
    }
    instruments.add(crossings);
    // A debugger's own words must not meet the line that tells how far the run is.
    final Host seen = request.watching().gdb().isEmpty() ? crossings.live(host) : host;
    return switch (request.engine()) {
      case EMULATED -> new EmulatedEngine(request, seen, isolates, instruments, Optional.empty());
      case NATIVE -> new NativeEngine(request, host, isolates);
    };
  }

  private void write(StatisticsTarget target, RunStatistics statistics) {
    try {
      target.write(statistics, host);
    } catch (IOException e) {
      host.complain("the statistics could not be written: " + Reasons.of(e));
    }
  }
}
