package dev.cubicle.cli.attacks;

import dev.cubicle.attacks.trial.Engine;
import dev.cubicle.attacks.trial.GuestRun;
import dev.cubicle.cli.ExitStatus;
import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.elf.ImageFile;
import dev.cubicle.emulator.linux.elf.InvalidImageException;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.mpk.FetchPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Runs attacks in this process's emulator. */
public final class EmulatedEngine implements Engine {

  /** The longest attack takes a fraction of a second. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final long MEMORY = 64L << 20;

  @Override
  public GuestRun run(
      Path image,
      List<String> arguments,
      List<String> environment,
      boolean fetchChecks,
      byte[] input)
      throws IOException {
    final var output = new ByteArrayOutputStream();
    final var error = new ByteArrayOutputStream();
    try (ImageFile file = ImageFile.open(image);
        LinuxProcess process =
            new LinuxProcess(
                ProcessOptions.of(file)
                    .arguments(arguments)
                    .environment(environment)
                    .memoryBytes(MEMORY)
                    .streams(HostStreams.of(new ByteArrayInputStream(input), output, error))
                    .random(random())
                    .diagnostics(silence())
                    .timeLimit(LIMIT)
                    .fetchPolicy(fetchChecks ? FetchPolicy.TAG_NX : FetchPolicy.NONE)
                    .build())) {
      final Termination end = process.run();
      return new GuestRun(status(end), output.toByteArray(), error.toByteArray(), reason(end));
    } catch (InvalidImageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Every run finds the same: an attack that needs luck is no case. */
  private static RandomGenerator random() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  }

  private static PrintStream silence() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  private static int status(Termination end) {
    return switch (end) {
      case Termination.Exited(int status) -> status;
      case Termination.Killed killed -> ExitStatus.SIGNAL_BASE + killed.signal();
      case Termination.TimedOut _ -> ExitStatus.TIME_LIMIT;
      case Termination.OutOfMemory _ -> ExitStatus.OUT_OF_MEMORY;
      case Termination.Interrupted _ -> ExitStatus.INTERRUPTED;
    };
  }

  private static String reason(Termination end) {
    return switch (end) {
      case Termination.Exited _ -> "";
      case Termination.Killed killed -> "ended by " + SignalNumber.name(killed.signal());
      case Termination.TimedOut _ -> "out of time";
      case Termination.OutOfMemory _ -> "out of memory";
      case Termination.Interrupted _ -> "interrupted";
    };
  }
}
