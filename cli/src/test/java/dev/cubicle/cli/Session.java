package dev.cubicle.cli;

import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The command run inside the test's JVM, its streams caught.
 *
 * @param status exit status
 * @param output what it, or the guest, wrote to standard output
 * @param error what went to standard error
 */
public record Session(int status, byte[] output, String error) {

  public static Session of(String... arguments) {
    return with(new byte[0], arguments);
  }

  /** With bytes on standard input. */
  public static Session with(byte[] input, String... arguments) {
    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    final ByteArrayOutputStream error = new ByteArrayOutputStream();
    final PrintStream err = new PrintStream(error, true, StandardCharsets.UTF_8);
    final Host host =
        new Host(
            new PrintStream(output, false, StandardCharsets.UTF_8),
            err,
            () -> HostStreams.of(new ByteArrayInputStream(input), output, err),
            Map.of("TERM", "vt100", "SECRET", "of the host")::get);
    final int status = new Main(host).execute(arguments);
    return new Session(status, output.toByteArray(), error.toString(StandardCharsets.UTF_8));
  }

  String text() {
    return new String(output, StandardCharsets.UTF_8);
  }

  /** Standard error, if it is one line from the command itself. */
  String complaint() {
    final String line = error.strip();
    if (!line.startsWith("cubicle: ") || line.contains("\n")) {
      throw new AssertionError("not one line of complaint:\n" + error);
    }
    return line.substring("cubicle: ".length());
  }
}
