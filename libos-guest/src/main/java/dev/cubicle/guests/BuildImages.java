package dev.cubicle.guests;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.BuildRequest;
import dev.cubicle.trampolines.build.ImageBuilder;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.PolicyReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds the images of the built-in guests in cubicles: one for every policy that lies where the
 * compiled components do. Part of the Maven build. An image is built again when anything that goes
 * into it has changed, the builder itself included.
 */
public final class BuildImages {

  private final Path images;
  private final List<Path> monitor;

  private BuildImages(Path images) {
    this.images = images;
    this.monitor = new MonitorObjects(images.resolve("monitor")).files();
  }

  /**
   * @param arguments the directory of the images, where {@code libos/} holds components and
   *     policies and {@code monitor/} the monitor's objects
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 1) {
      fail(System.err, "usage: BuildImages DIRECTORY");
    }
    try {
      new BuildImages(Path.of(arguments[0])).buildAll();
    } catch (BadInputException | IllegalStateException e) {
      fail(System.err, e.getMessage());
    }
  }

  private static void fail(PrintStream stream, String message) {
    stream.println(message);
    System.exit(1);
  }

  private void buildAll() throws BadInputException, IOException, InterruptedException {
    final List<Path> policies;
    try (Stream<Path> files = Files.list(images.resolve("libos"))) {
      policies = files.filter(file -> file.toString().endsWith(".toml")).sorted().toList();
    }
    for (Path policy : policies) {
      build(policy);
    }
  }

  private void build(Path file) throws BadInputException, IOException, InterruptedException {
    final String name = file.getFileName().toString().replaceFirst("\\.toml$", "");
    final Path image = images.resolve(name);
    final Path stamp = images.resolve("libos").resolve(name + ".inputs");
    final Policy policy;
    try {
      policy = PolicyReader.read(file);
      final String inputs = ImageInputs.digest(file, policy, monitor);
      if (Files.exists(image) && Files.exists(stamp) && Files.readString(stamp).equals(inputs)) {
        return;
      }
      Files.deleteIfExists(stamp);
      ImageBuilder.build(new BuildRequest(policy, monitor, image, Optional.empty()));
      Files.writeString(stamp, inputs);
    } catch (BadInputException e) {
      throw new BadInputException("image " + name + ": " + e.getMessage(), e);
    }
  }
}
