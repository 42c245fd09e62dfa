package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.guests.MonitorObjects;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.BuildRequest;
import dev.cubicle.trampolines.build.ImageBuilder;
import dev.cubicle.trampolines.policy.PolicyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds images out of C sources and a policy, with the monitor of this installation. */
final class TestImage {

  /** Where the sources of test guests are, seen from this module's directory. */
  private static final Path SOURCES = Path.of("../libos-guest/src/test/guest/monitor");

  private static final Path INCLUDES = Path.of("../libos-guest/src/main/guest/include");

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private TestImage() {}

  /**
   * Builds the image of a directory of sources: every C file becomes an object beside the policy.
   */
  static Path of(String name, Path directory)
      throws BadInputException, IOException, InterruptedException {
    try (Stream<Path> sources = Files.list(SOURCES.resolve(name))) {
      for (Path source : sources.sorted().toList()) {
        Files.copy(source, directory.resolve(source.getFileName()));
      }
    }
    return build(directory);
  }

  /**
   * A run of an image.
   *
   * @param options of the monitor; empty for none
   */
  static Program program(Path image, List<String> arguments, String options) {
    return new Program(
        image.getParent().getFileName().toString(),
        image,
        arguments,
        options.isEmpty() ? Map.of() : Map.of("CUBICLE", options),
        new byte[0],
        LIMIT);
  }

  /** Compiles all C files of a directory, and builds an image by its {@code policy.toml}. */
  static Path build(Path directory) throws BadInputException, IOException, InterruptedException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".c")).sorted().toList()) {
        compile(directory, file);
      }
    }
    return link(directory);
  }

  /** Builds an image of the objects of a directory by its {@code policy.toml}. */
  static Path link(Path directory) throws BadInputException, IOException, InterruptedException {
    Path image = directory.resolve("image");
    ImageBuilder.build(
        new BuildRequest(
            PolicyReader.read(directory.resolve("policy.toml")),
            MonitorObjects.installed().files(),
            image,
            Optional.empty()));
    return image;
  }

  private static void compile(Path directory, Path source)
      throws IOException, InterruptedException {
    Path object = Path.of(source.toString().replaceFirst("\\.c$", ".o"));
    run(
        directory,
        List.of(
            "gcc",
            "-O2",
            "-g",
            "-ffreestanding",
            "-fno-stack-protector",
            "-fno-pic",
            "-fcf-protection=none",
            "-I" + INCLUDES.toAbsolutePath(),
            "-c",
            "-o",
            object.toString(),
            source.toString()));
  }

  /** Runs a tool, which must succeed. */
  static void run(Path directory, List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }
}
