package dev.cubicle.trampolines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the compilers and binutils of this machine in a directory of the test's. */
public final class Toolchain {
  private final Path directory;

  public Toolchain(Path directory) {
    this.directory = directory;
  }

  /** What a command printed, both streams, and how it ended. */
  public record Result(int status, String output) {}

  /** Writes a file. */
  public Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file. */
  public Path write(String name, byte[] bytes) {
    try {
      return Files.write(directory.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles {@code NAME.c}, {@code .cc} or {@code .S} to {@code NAME.o}. */
  public Path compile(String name, String source, String... flags) {
    Path file = write(name, source);
    String stem = name.substring(0, name.lastIndexOf('.'));
    Path object = directory.resolve(stem + ".o");
    List<String> command = new ArrayList<>(List.of(name.endsWith(".cc") ? "g++" : "gcc", "-c"));
    command.addAll(List.of(flags));
    command.addAll(List.of(file.toString(), "-o", object.toString()));
    succeed(command);
    return object;
  }

  /** Runs a command that must succeed; its output. */
  public String succeed(List<String> command) {
    Result result = run(command);
    if (result.status != 0) {
      throw new AssertionError(
          "status " + result.status + " of " + String.join(" ", command) + "\n" + result.output);
    }
    return result.output;
  }

  /** Runs a command that must succeed; its output. */
  public String succeed(String... command) {
    return succeed(List.of(command));
  }

  /** Runs a command. */
  public Result run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public Path path(String name) {
    return directory.resolve(name);
  }
}
