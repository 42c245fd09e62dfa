package dev.cubicle.bench.place;

import com.google.common.collect.ImmutableList;
import com.google.common.io.ByteStreams;
import dev.cubicle.bench.BenchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A place where every guest is a process of this machine: the emulator, and the machine itself. */
public final class ProcessPlace implements Place {

  /** The name of the emulator's figures. */
  public static final String EMULATED = "cubicle";

  /** The name of the figures of the same image as a process of this machine. */
  public static final String NATIVE = "native";

  private static final int MAX_COMPLAINT = 500;

  /** Not the common pool: on few processors it has one thread, which waits in a read. */
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

  private final String name;
  private final Function<GuestCommand, List<String>> commandLine;
  private final Duration limit;

  /**
   * @param name what figures measured here are called
   * @param commandLine the process to start for a guest
   * @param limit after this long a process is killed, and the run has failed
   */
  public ProcessPlace(
      String name, Function<GuestCommand, List<String>> commandLine, Duration limit) {
    this.name = name;
    this.commandLine = commandLine;
    this.limit = limit;
  }

  /** The emulator, started as users start it. */
  public static ProcessPlace emulated(Path launcher, Duration limit) {
    return new ProcessPlace(
        EMULATED,
        command -> {
          var line = ImmutableList.<String>builder().add(launcher.toString(), "run");
          command.environment().forEach((name, value) -> line.add("--env", name + "=" + value));
          return line.add(command.guest()).addAll(command.arguments()).build();
        },
        limit);
  }

  /** This machine, running a guest's image directly. */
  public static ProcessPlace onThisMachine(Function<String, Path> image, Duration limit) {
    return new ProcessPlace(
        NATIVE,
        command ->
            ImmutableList.<String>builder()
                .add(image.apply(command.guest()).toString())
                .addAll(command.arguments())
                .build(),
        limit);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<GuestRun> run(List<GuestCommand> commands)
      throws BenchException, InterruptedException {
    List<GuestRun> runs = new ArrayList<>();
    for (GuestCommand command : commands) {
      runs.add(run(command));
    }
    return runs;
  }

  private GuestRun run(GuestCommand command) throws BenchException, InterruptedException {
    long started = System.nanoTime();
    Process process;
    try {
      ProcessBuilder builder = new ProcessBuilder(commandLine.apply(command));
      builder.environment().putAll(command.environment());
      process = builder.start();
    } catch (IOException e) {
      throw BenchException.missing("cannot start " + name + ": " + e.getMessage());
    }
    // Ends a guest that hangs: its streams then end too.
    CompletableFuture<Void> deadline =
        CompletableFuture.runAsync(
            () -> kill(process),
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS, THREADS));
    try {
      process.getOutputStream().close();
      CompletableFuture<String> complaint =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), THREADS);
      return read(command, process, started, complaint);
    } catch (IOException e) {
      throw BenchException.failed(name + ": " + command + ": " + e.getMessage());
    } finally {
      deadline.cancel(false);
      kill(process);
    }
  }

  private GuestRun read(
      GuestCommand command, Process process, long started, CompletableFuture<String> complaint)
      throws IOException, BenchException, InterruptedException {
    InputStream in = process.getInputStream();
    int first = in.read();
    Duration firstByte = Duration.ofNanos(System.nanoTime() - started);
    var output = new ByteArrayOutputStream();
    if (first >= 0) {
      output.write(first);
      ByteStreams.copy(in, output);
    }
    int status = process.waitFor();
    if (status != 0 && System.nanoTime() - started >= limit.toNanos()) {
      throw BenchException.failed(
          "%s: %s took longer than %d s".formatted(name, command, limit.toSeconds()));
    }
    if (status != 0 || first < 0) {
      throw BenchException.failed(
          "%s: %s ended with status %d%s%s"
              .formatted(
                  name,
                  command,
                  status,
                  first < 0 ? " and printed nothing" : "",
                  quoted(complaint.join())));
    }
    return new GuestRun(command, output.toString(StandardCharsets.UTF_8), firstByte);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last words of a process. */
  private static String quoted(String complaint) {
    String line = OneLine.of(complaint);
    return line.isEmpty() ? "" : ": " + line.substring(Math.max(0, line.length() - MAX_COMPLAINT));
  }
}
