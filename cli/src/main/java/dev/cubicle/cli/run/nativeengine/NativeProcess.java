package dev.cubicle.cli.run.nativeengine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A guest that runs as a process of the host, with the streams of this process. It may be given
 * further descriptors to write to; what it wrote can be read when it has ended.
 */
public final class NativeProcess implements AutoCloseable {

  /** What a guest may write to a descriptor before the rest is ignored. */
  private static final int CAPTURED_BYTES = 64 << 20;

  /** Opens the descriptors and becomes the guest: no process remains in between. */
  private static final String SHELL = "/bin/sh";

  private final Process process;
  private final Map<Integer, Path> captures;

  private NativeProcess(Process process, Map<Integer, Path> captures) {
    this.process = process;
    this.captures = captures;
  }

  /**
   * Starts a guest.
   *
   * @param image the program
   * @param arguments argv without the program's name
   * @param environment its whole environment, by name
   * @param descriptors 3 to 9, to be captured
   * @throws IOException if it cannot be started, with the reason
   */
  public static NativeProcess start(
      Path image,
      List<String> arguments,
      Map<String, String> environment,
      List<Integer> descriptors)
      throws IOException {
    final Map<Integer, Path> captures = new TreeMap<>();
    try {
      for (int descriptor : descriptors) {
        captures.put(descriptor, Files.createTempFile("cubicle-", ".capture"));
      }
      final ProcessBuilder builder =
          new ProcessBuilder(command(image.toAbsolutePath(), arguments, captures)).inheritIO();
      builder.environment().clear();
      builder.environment().putAll(environment);
      return new NativeProcess(builder.start(), captures);
    } catch (IOException e) {
      delete(captures);
      throw e;
    }
  }

  private static List<String> command(
      Path image, List<String> arguments, Map<Integer, Path> captures) {
    final List<String> command = new ArrayList<>();
    if (!captures.isEmpty()) {
      final StringBuilder script = new StringBuilder("exec");
      captures.forEach(
          (descriptor, file) -> {
            script
                .append(' ')
                .append(descriptor)
                .append(">\"$")
                .append(command.size() + 1)
                .append('"');
            command.add(file.toString());
          });
      script.append("; shift ").append(captures.size()).append("; exec \"$0\" \"$@\"");
      command.addAll(0, List.of(SHELL, "-c", script.toString(), image.toString()));
    } else {
      command.add(image.toString());
    }
    command.addAll(arguments);
    return command;
  }

  /**
   * Waits for the end.
   *
   * @param limit after which the guest is killed
   * @return its exit status, 128 + N if signal N ended it; empty if the limit was reached
   */
  public OptionalInt await(Duration limit) throws InterruptedException {
    if (process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return OptionalInt.of(process.exitValue());
    }
    kill();
    process.waitFor();
    return OptionalInt.empty();
  }

  /** Ends the guest at once; from any thread. */
  public void kill() {
    process.destroyForcibly();
  }

  /** What the guest wrote to one of the descriptors; when it has ended. */
  public byte[] captured(int descriptor) throws IOException {
    try (InputStream capture = Files.newInputStream(captures.get(descriptor))) {
      return capture.readNBytes(CAPTURED_BYTES);
    }
  }

  @Override
  public void close() throws IOException {
    kill();
    delete(captures);
  }

  private static void delete(Map<Integer, Path> captures) throws IOException {
    for (Path file : captures.values()) {
      Files.deleteIfExists(file);
    }
  }
}
