package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command as a process of its own, as the launcher starts it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ProcessTest {

  static Process start(Map<String, String> environment, String... arguments) throws IOException {
    final List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Dcubicle.guests=" + System.getProperty("cubicle.guests"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cubicle.cli.Main"));
    command.addAll(List.of(arguments));
    final ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void statusAndOutputAreTheGuests() throws Exception {
    final Process process = start(Map.of(), "run", "streams", "41");
    process.getOutputStream().write("to and fro\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    assertEquals(
        "argument 0: streams\nargument 1: 41\nto and fro\n", text(process.getInputStream()));
    assertEquals(41, process.waitFor());
  }

  @Test
  void interruptEndsAGuestThatSpins() throws Exception {
    assertEquals(ExitStatus.INTERRUPTED, interrupted("spin", "INT"));
  }

  @Test
  void interruptEndsAGuestThatSleeps() throws Exception {
    assertEquals(ExitStatus.INTERRUPTED, interrupted("sleep", "INT"));
  }

  @Test
  void terminationEndsAGuest() throws Exception {
    assertEquals(143, interrupted("spin", "TERM"));
  }

  /** Starts a guest that never ends, waits for its first byte, sends a signal. */
  private static int interrupted(String how, String signal) throws Exception {
    final Process process = start(Map.of(), "run", "hostile", how);
    try {
      assertTrue(process.getInputStream().read() >= 0, "the guest has begun");
      assertEquals(
          0, new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor());
      final int status = process.waitFor();
      // Not even a word of having been left behind: the guest was stopped.
      assertEquals("", text(process.getErrorStream()), "in good order");
      return status;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void missingLibraryIsOneLine() throws Exception {
    final Process process =
        start(Map.of("CUBICLE_UNICORN", "/no/such/libunicorn.so"), "run", "hello");
    final String error = text(process.getErrorStream());
    assertEquals(ExitStatus.INTERNAL, process.waitFor(), error);
    assertEquals(1, error.lines().count(), error);
    assertTrue(error.startsWith("cubicle: CUBICLE_UNICORN names /no/such/libunicorn.so"), error);
  }

  /** A report without Capstone has bytes in place of instructions. */
  @Test
  void missingCapstoneCostsTheListingOnly() throws Exception {
    final Process process =
        start(Map.of("CUBICLE_CAPSTONE", "/no/such/libcapstone.so"), "run", "violation");
    final String error = text(process.getErrorStream());
    assertEquals(139, process.waitFor(), error);
    assertTrue(
        error.contains("cubicle: isolation violation: thread 1000 tried to write to "), error);
    assertTrue(error.contains("  =>       401"), error);
    assertTrue(error.contains("c6 07 58"), error);
    assertTrue(error.contains("not disassembled: CUBICLE_CAPSTONE names"), error);
  }
}
