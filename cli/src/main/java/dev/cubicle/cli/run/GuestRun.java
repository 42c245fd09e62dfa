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
import dev.cubicle.tracing.report.FaultContext;
import dev.cubicle.tracing.report.FaultReport;
import dev.cubicle.tracing.statistics.EventCounts;
import dev.cubicle.tracing.statistics.RunStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** One run: loads the guest, runs it, tells how it ended. */
final class GuestRun {

  private final RunRequest request;
  private final Host host;
  private final EventCounts counts = new EventCounts();

  GuestRun(RunRequest request, Host host) {
    this.request = request;
    this.host = host;
  }

  /** Runs the guest and returns the status to exit with. */
  int execute() throws UsageException {
    if (request.statistics().isEmpty()) {
      return runImage(null);
    }
    try (StatisticsTarget target = StatisticsTarget.open(request.statistics().get())) {
      return runImage(target);
    } catch (IOException e) {
      host.complain("the statistics could not be written: " + Reasons.of(e));
      return ExitStatus.INTERNAL;
    }
  }

  private int runImage(StatisticsTarget target) throws UsageException {
    if (Files.isDirectory(request.image())) {
      throw new UsageException(request.guest() + ": this is a directory; name a program");
    }
    try (ImageFile image = ImageFile.open(request.image());
        HostRandom random = HostRandom.open()) {
      return runProcess(image, random, target);
    } catch (IOException e) {
      throw new UsageException(request.guest() + ": " + Reasons.of(e));
    }
  }

  private int runProcess(ImageFile image, HostRandom random, StatisticsTarget target)
      throws UsageException {
    final HostStreams streams = host.streams().get();
    try (LinuxProcess process = load(image, random, streams, target != null)) {
      final long start = System.nanoTime();
      final Termination termination = run(process, streams);
      final Duration wall = Duration.ofNanos(System.nanoTime() - start);
      final int status = conclude(termination, process);
      if (target != null) {
        write(
            target, new RunStatistics(request.guest(), status, wall, process.statistics(), counts));
      }
      return status;
    }
  }

  private LinuxProcess load(
      ImageFile image, HostRandom random, HostStreams streams, boolean counting)
      throws UsageException {
    final ProcessOptions.Builder options =
        ProcessOptions.of(image)
            .arguments(request.arguments())
            .environment(request.environment())
            .memoryBytes(request.memoryBytes())
            .shares(request.shares())
            .streams(streams)
            .random(random)
            .diagnostics(host.err())
            .fetchPolicy(request.policy());
    request.timeLimit().ifPresent(options::timeLimit);
    if (counting) {
      options.listener(counts);
    }
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

  private static Termination run(LinuxProcess process, HostStreams streams) {
    try (Interruption _ = new Interruption(process::interrupt)) {
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
                .formatted(size(request.memoryBytes())));
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

  private void write(StatisticsTarget target, RunStatistics statistics) {
    try {
      target.write(statistics, host);
    } catch (IOException e) {
      host.complain("the statistics could not be written: " + Reasons.of(e));
    }
  }

  private static String size(long bytes) {
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }
}
