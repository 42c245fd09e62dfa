package dev.cubicle.cli.run;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.elf.ImageFile;
import dev.cubicle.emulator.linux.elf.InvalidImageException;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.linux.fs.stream.Terminal;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.emulator.observe.GuestObserver;
import dev.cubicle.tracing.report.FaultContext;
import dev.cubicle.tracing.report.FaultReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** {@code --engine emulated}: the guest runs in this process's emulator. */
final class EmulatedEngine implements Engine {

  /** Of the random numbers of a repeatable run. */
  private static final long SEED = 1;

  private final RunRequest request;
  private final Host host;
  private final boolean isolates;
  private final List<Instrument> instruments;
  private final Optional<GuestObserver> observer;

  /**
   * @param isolates whether the guest is a cubicle image, which has a monitor
   * @param instruments attached to the run
   * @param observer has the monitor stop nothing, and is told what it would have stopped
   */
  EmulatedEngine(
      RunRequest request,
      Host host,
      boolean isolates,
      List<Instrument> instruments,
      Optional<GuestObserver> observer) {
    this.request = request;
    this.host = host;
    this.isolates = isolates;
    this.instruments = List.copyOf(instruments);
    this.observer = observer;
  }

  @Override
  public String name() {
    return EngineName.EMULATED.option();
  }

  @Override
  public RunResult run(MonitorChannel channel) throws UsageException, IOException {
    try (ImageFile image = ImageFile.open(request.image());
        HostRandom random = HostRandom.open()) {
      final HostStreams streams = request.terminal().apply(host.streams().get(), request.image());
      try (LinuxProcess process = load(image, repeatable().orElse(random), streams, channel)) {
        final long start = System.nanoTime();
        final Termination termination = run(process, streams);
        final Duration wall = Duration.ofNanos(System.nanoTime() - start);
        instruments.forEach(instrument -> instrument.ended(process));
        return new RunResult(
            conclude(termination, process), wall, Optional.of(process.statistics()));
      }
    } catch (IOException e) {
      throw new UsageException(request.guest() + ": " + Reasons.of(e));
    }
  }

  /** Numbers that are the same in every run, if that was asked for. */
  private Optional<RandomGenerator> repeatable() {
    return request.repeatable() ? Optional.of(new SplittableRandom(SEED)) : Optional.empty();
  }

  private LinuxProcess load(
      ImageFile image, RandomGenerator random, HostStreams streams, MonitorChannel channel)
      throws UsageException {
    final ProcessOptions.Builder options =
        ProcessOptions.of(image)
            .arguments(request.arguments())
            .environment(environment(channel))
            .memoryBytes(memoryBytes())
            .shares(request.shares())
            .streams(streams)
            .random(random)
            .diagnostics(host.err())
            .protectionKeys(request.protectionKeys())
            .fetchPolicy(request.policy());
    request.timeLimit().ifPresent(options::timeLimit);
    if (request.repeatable()) {
      options.countedTime();
    }
    channel.captures().forEach(options::output);
    instruments.forEach(instrument -> instrument.attach(options));
    observer.ifPresent(options::observer);
    try {
      return new LinuxProcess(options.build());
    } catch (InvalidImageException e) {
      throw new UsageException(e.getMessage());
    } catch (IllegalArgumentException e) {
      // What was asked for cannot be had: so much memory, or so little; a share at such a place.
      throw new UsageException(e.getMessage());
    } catch (IOException e) {
      throw new UsageException("--share: " + Reasons.withFile(e));
    }
  }

  private List<String> environment(MonitorChannel channel) {
    if (!isolates) {
      return request.environment();
    }
    final Map<String, String> variables = GuestEnvironment.byName(request.environment());
    MonitorOptions.add(
        request,
        channel,
        observer.isPresent(),
        instruments.stream().flatMap(instrument -> instrument.monitorOptions().stream()).toList(),
        variables);
    return GuestEnvironment.lines(variables);
  }

  private long memoryBytes() {
    return request.memoryBytes().orElse(ProcessOptions.DEFAULT_MEMORY);
  }

  private Termination run(LinuxProcess process, HostStreams streams) {
    try (Interruption _ = new Interruption(process::interrupt, host)) {
      try {
        return process.run();
      } finally {
        streams.terminal().ifPresent(Terminal::restore);
      }
    }
  }

  private int conclude(Termination termination, LinuxProcess process) {
    // The usual end goes before the switch: setting up a switch over types takes milliseconds.
    if (termination instanceof Termination.Exited exited) {
      return exited.status();
    }
    return switch (termination) {
      case Termination.Exited exited -> exited.status();
      case Termination.Killed killed -> {
        tell(killed, process);
        yield ExitStatus.SIGNAL_BASE + killed.signal();
      }
      case Termination.TimedOut _ -> {
        request
            .timeLimit()
            .ifPresent(
                limit ->
                    host.complain(
                        "stopped by the time limit of %s".formatted(TimeLimit.describe(limit))));
        yield ExitStatus.TIME_LIMIT;
      }
      case Termination.OutOfMemory _ -> {
        host.complain(
            "the guest has used up its %s of memory; --memory gives it more"
                .formatted(size(memoryBytes())));
        yield ExitStatus.OUT_OF_MEMORY;
      }
      case Termination.Interrupted _ -> ExitStatus.INTERRUPTED;
    };
  }

  private void tell(Termination.Killed killed, LinuxProcess process) {
    if (killed.fault().isEmpty()) {
      host.complain(
          "ended by %s (%d)".formatted(SignalNumber.name(killed.signal()), killed.signal()));
      return;
    }
    final FaultContext context =
        FaultContext.of(process.image(), process.space(), request.policy());
    host.err().print("cubicle: " + FaultReport.of(killed.fault().get(), context));
    host.err().flush();
  }

  private static String size(long bytes) {
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }
}
