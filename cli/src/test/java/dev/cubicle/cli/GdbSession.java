package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A guest under {@code --gdb 0} and the real gdb, which is given commands and ends with the last.
 *
 * @param transcript what gdb printed
 * @param output what the guest wrote to standard output
 * @param error standard error of the command
 * @param status its exit status
 */
record GdbSession(String transcript, String output, String error, int status) {
  /** The repository: tests run in their module's directory. */
  static final Path HOME = Path.of("").toAbsolutePath().getParent();

  private static final Pattern INVITATION = Pattern.compile("target remote :(\\d+)'");
  private static final long PATIENCE_SECONDS = 150;

  /** Skips the running test, with a line that cannot be overlooked, if there is no gdb. */
  static void requireGdb() {
    try {
      final Process version =
          new ProcessBuilder("gdb", "--version").redirectErrorStream(true).start();
      version.getInputStream().readAllBytes();
      assertEquals(0, version.waitFor());
    } catch (IOException _) {
      System.err.println("*** NOT TRIED WITH GDB: there is none; apt-get install gdb ***");
      Assumptions.abort("there is no gdb");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a guest, given with its options and arguments. */
  static GdbSession of(List<String> guest, String... commands) throws Exception {
    final List<String> arguments = new ArrayList<>(List.of("run", "--gdb", "0"));
    arguments.addAll(guest);
    return under(arguments, commands);
  }

  /** Replays a record. */
  static GdbSession replaying(Path directory, String... commands) throws Exception {
    return under(List.of("replay", "--gdb", "0", directory.toString()), commands);
  }

  private static GdbSession under(List<String> arguments, String... commands) throws Exception {
    requireGdb();
    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    final ByteArrayOutputStream error = new ByteArrayOutputStream();
    final PrintStream err = new PrintStream(error, true, StandardCharsets.UTF_8);
    final Host host =
        new Host(
            new PrintStream(output, false, StandardCharsets.UTF_8),
            err,
            () -> HostStreams.of(InputStream.nullInputStream(), output, err),
            Map.of("TERM", "dumb")::get);
    final CompletableFuture<Integer> run =
        CompletableFuture.supplyAsync(
            () -> new Main(host).execute(arguments.toArray(String[]::new)),
            task -> Thread.ofPlatform().daemon().start(task));
    final String port = port(error, run);
    final String transcript = gdb(port, commands);
    final int status = run.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return new GdbSession(
        transcript,
        output.toString(StandardCharsets.UTF_8),
        error.toString(StandardCharsets.UTF_8),
        status);
  }

  private static String port(ByteArrayOutputStream error, CompletableFuture<Integer> run)
      throws InterruptedException {
    while (true) {
      final String text = error.toString(StandardCharsets.UTF_8);
      final Matcher invitation = INVITATION.matcher(text);
      if (invitation.find()) {
        return invitation.group(1);
      }
      assertTrue(!run.isDone(), text);
      Thread.sleep(20);
    }
  }

  private static String gdb(String port, String... commands) throws Exception {
    final Path sources = HOME.resolve(Path.of("libos-guest", "src", "main", "guest"));
    final List<String> line = new ArrayList<>(List.of("gdb", "-nx", "-q", "-batch"));
    final List<String> all = new ArrayList<>();
    all.add("set confirm off");
    all.add("set width 0");
    all.add("directory " + sources);
    all.add("target remote :" + port);
    all.addAll(List.of(commands));
    for (String command : all) {
      line.add("-ex");
      line.add(command);
    }
    final Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    final byte[] printed = process.getInputStream().readAllBytes();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "gdb hangs");
    return new String(printed, StandardCharsets.UTF_8);
  }

  /** That gdb printed these, one after another. */
  void shows(String... fragments) {
    int from = 0;
    for (String fragment : fragments) {
      final int at = transcript.indexOf(fragment, from);
      assertTrue(at >= 0, () -> "not shown: " + fragment + "\nin\n" + transcript);
      from = at + fragment.length();
    }
  }
}
