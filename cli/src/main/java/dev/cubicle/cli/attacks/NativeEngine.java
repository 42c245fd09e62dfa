package dev.cubicle.cli.attacks;

import dev.cubicle.attacks.trial.Engine;
import dev.cubicle.attacks.trial.GuestRun;
import dev.cubicle.cli.ExitStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs attacks as processes of this machine. They attack each other's parts and nothing else; what
 * they leave ends with them.
 */
final class NativeEngine implements Engine {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Override
  public GuestRun run(
      Path image,
      List<String> arguments,
      List<String> environment,
      boolean fetchChecks,
      byte[] input)
      throws IOException {
    final Path output = Files.createTempFile("cubicle-attack", ".out");
    final Path error = Files.createTempFile("cubicle-attack", ".err");
    try {
      final Process process = start(image, arguments, environment, output, error);
      return new GuestRun(
          end(process, input), Files.readAllBytes(output), Files.readAllBytes(error), "");
    } finally {
      Files.delete(output);
      Files.delete(error);
    }
  }

  private static Process start(
      Path image, List<String> arguments, List<String> environment, Path output, Path error)
      throws IOException {
    final List<String> command = new ArrayList<>(arguments);
    command.set(0, image.toString());
    final ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(error.toFile());
    builder.environment().clear();
    for (String variable : environment) {
      final String[] parts = variable.split("=", 2);
      builder.environment().put(parts[0], parts[1]);
    }
    return builder.start();
  }

  private static int end(Process process, byte[] input) throws IOException {
    try (OutputStream stream = process.getOutputStream()) {
      stream.write(input);
    } catch (IOException e) {
      // It has ended without reading: that is its business.
    }
    try {
      if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      return ExitStatus.TIME_LIMIT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      process.destroyForcibly();
    }
  }
}
