package dev.cubicle.oracle;

import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.elf.ImageFile;
import dev.cubicle.emulator.linux.elf.InvalidImageException;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a program did in the emulator.
 *
 * @param output its standard output
 * @param error its standard error
 * @param diagnostics what the emulator told about it
 * @param ending how it ended
 */
record EmulatedRun(String output, String error, String diagnostics, String ending) {

  private static final long GRACE_SECONDS = 5;

  /** Runs a program in this process, as QEMU would run it. */
  static EmulatedRun of(Program program) throws IOException, InvalidImageException {
    return of(program, options -> {});
  }

  /** Likewise, on a machine or kernel made otherwise. */
  static EmulatedRun of(Program program, Consumer<ProcessOptions.Builder> adjustment)
      throws IOException, InvalidImageException {
    var output = new ByteArrayOutputStream();
    var error = new ByteArrayOutputStream();
    var diagnostics = new ByteArrayOutputStream();
    List<String> arguments = new ArrayList<>(program.arguments());
    arguments.addFirst(program.name());
    try (var image = ImageFile.open(program.image())) {
      var options =
          ProcessOptions.of(image)
              .arguments(arguments)
              .environment(
                  program.environment().entrySet().stream()
                      .map(variable -> variable.getKey() + "=" + variable.getValue())
                      .sorted()
                      .toList())
              .streams(HostStreams.of(new ByteArrayInputStream(program.input()), output, error))
              .diagnostics(new PrintStream(diagnostics, true, StandardCharsets.UTF_8))
              .timeLimit(program.limit());
      adjustment.accept(options);
      String ending = run(options.build(), program.limit());
      return new EmulatedRun(text(output), text(error), text(diagnostics), ending);
    }
  }

  private static String run(ProcessOptions options, Duration limit)
      throws IOException, InvalidImageException {
    try (var process = new LinuxProcess(options)) {
      // Whatever the emulator's own limit does, a comparison must come to an end.
      Duration patience = limit.plusSeconds(GRACE_SECONDS);
      Thread watchdog = Thread.ofVirtual().start(() -> interruptAfter(patience, process));
      try {
        return ending(process.run());
      } finally {
        // A process keeps its memory for as long as somebody waits to interrupt it.
        watchdog.interrupt();
      }
    }
  }

  private static void interruptAfter(Duration patience, LinuxProcess process) {
    try {
      Thread.sleep(patience);
      process.interrupt();
    } catch (InterruptedException _) {
      // It has ended.
    }
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  /** As {@link Ending} words it; the emulator has ways of its own, which Linux never has. */
  private static String ending(Termination termination) {
    return switch (termination) {
      case Termination.Exited(int status) -> new Ending.Exited(status).toString();
      case Termination.Killed killed -> new Ending.Killed(killed.signal()).toString();
      case Termination.TimedOut() -> "out of time";
      case Termination.OutOfMemory() -> "out of memory";
      case Termination.Interrupted() -> "interrupted";
    };
  }
}
