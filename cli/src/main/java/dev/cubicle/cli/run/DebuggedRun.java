package dev.cubicle.cli.run;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.debug.LiveTarget;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A run that a debugger of this process controls: the guest runs on a thread of its own. */
public final class DebuggedRun {
  private final LiveTarget target = new LiveTarget();
  private final RunRequest request;
  private final Host host;
  private final Optional<CubicleGuest> guest;
  private final CompletableFuture<Integer> status = new CompletableFuture<>();

  /**
   * Looks at the guest; does not run it yet.
   *
   * @param argv a built-in guest's name, or a path, first
   * @param streams the guest's
   */
  public DebuggedRun(
      List<String> argv,
      GuestOptions options,
      FetchPolicy policy,
      boolean unverified,
      HostStreams streams,
      Host host)
      throws UsageException {
    final String name = argv.getFirst();
    this.host = new Host(host.out(), host.err(), () -> streams, host.environment());
    this.request =
        RunRequest.emulated(
            GuestName.resolve(name, GuestCatalogue.installed()),
            argv,
            options,
            policy,
            unverified,
            true,
            Watching.NOBODY);
    if (!Files.isRegularFile(request.image())) {
      throw new UsageException(name + ": there is no such program");
    }
    this.guest = CubicleGuest.of(name, request.image());
  }

  /** The guest's program, if it has cubicles. */
  public Optional<CubicleImage> image() {
    return guest.map(CubicleGuest::image);
  }

  /** The file of the guest's program. */
  public Path file() {
    return request.image();
  }

  /** Whether the verifier lets the image run; tells why not. */
  public boolean passes() {
    return guest.isEmpty() || request.unverified() || guest.get().passes(host);
  }

  /**
   * Starts the guest: it waits before its first instruction.
   *
   * @throws UsageException if it cannot be loaded
   */
  public LiveTarget start() throws UsageException {
    Thread.ofPlatform().daemon().name("guest").start(this::run);
    target.stopReason();
    if (status.isCompletedExceptionally()) {
      status();
    }
    return target;
  }

  private void run() {
    try {
      final Instrument control =
          new Instrument() {
            @Override
            public void attach(ProcessOptions.Builder options) {
              options.control(target);
            }

            @Override
            public List<String> monitorOptions() {
              return List.of("text=off");
            }
          };
      final MonitorChannel channel =
          guest.isPresent() ? MonitorChannel.of(false) : MonitorChannel.none();
      status.complete(
          new EmulatedEngine(request, host, guest.isPresent(), List.of(control), Optional.empty())
              .run(channel)
              .status());
    } catch (UsageException | IOException | RuntimeException e) {
      status.completeExceptionally(e);
      // Whoever waits for the guest to stop need not wait any longer.
      target.ended(new Termination.Interrupted());
    }
  }

  /**
   * The status to exit with; waits for the guest's end.
   *
   * @throws UsageException if it could not be run
   */
  public int status() throws UsageException {
    try {
      return status.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case UsageException usage -> throw usage;
        case IOException io -> throw new UsageException(request.guest() + ": " + Reasons.of(io));
        case RuntimeException wrong -> throw wrong;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
  }
}
