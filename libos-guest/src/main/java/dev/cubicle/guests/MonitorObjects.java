package dev.cubicle.guests;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The monitor's objects, which go into every cubicle image. The Makefile of the guests makes them.
 */
public final class MonitorObjects {

  private final Path directory;

  /**
   * Objects that lie in a directory.
   *
   * @param directory need not exist
   */
  public MonitorObjects(Path directory) {
    this.directory = Objects.requireNonNull(directory, "directory");
  }

  /** Those of this installation: beside the images of the built-in guests. */
  public static MonitorObjects installed() {
    return new MonitorObjects(GuestCatalogue.installed().images().resolve("monitor"));
  }

  /**
   * The objects, in the order of their names.
   *
   * @throws InstallationException if there are none, with what to do about it
   */
  public List<Path> files() {
    List<Path> files = List.of();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> entries = Files.list(directory)) {
        files =
            entries.filter(file -> file.getFileName().toString().endsWith(".o")).sorted().toList();
      } catch (IOException e) {
        throw new InstallationException("the monitor's objects cannot be read: " + e, e);
      }
    }
    if (files.isEmpty()) {
      throw new InstallationException(
          "the monitor is not built (looked in " + directory + "); run ./cubicle setup");
    }
    return files;
  }

  /**
   * A verifier that accepts no other gate and monitor than these.
   *
   * @throws InstallationException if there are none, or one cannot be read, with what to do about
   *     it
   */
  public Verifier verifier() {
    try {
      return Verifier.withMonitor(files());
    } catch (BadInputException e) {
      throw new InstallationException(
          "the monitor is damaged: " + e.getMessage() + "; run ./cubicle setup", e);
    }
  }
}
