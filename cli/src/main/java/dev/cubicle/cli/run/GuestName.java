package dev.cubicle.cli.run;

import dev.cubicle.cli.UsageException;
import dev.cubicle.guests.Guest;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.trampolines.text.NearestNames;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the user calls the guest: the name of a built-in one, or a path. */
public final class GuestName {

  private GuestName() {}

  /** The image. A built-in guest's name goes before a file's; {@code ./NAME} is always the file. */
  public static Path resolve(String name, GuestCatalogue catalogue) throws UsageException {
    if (!name.contains("/")) {
      final Optional<Path> builtIn = builtIn(name, catalogue);
      if (builtIn.isPresent()) {
        return builtIn.get();
      }
    }
    final Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new UsageException("%s: not a path: %s".formatted(name, e.getReason()));
    }
    if (name.isEmpty() || (!name.contains("/") && !Files.exists(path))) {
      throw new UsageException(unknown(name, catalogue));
    }
    return path;
  }

  private static Optional<Path> builtIn(String name, GuestCatalogue catalogue)
      throws UsageException {
    try {
      return catalogue.image(name);
    } catch (IllegalStateException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static String unknown(String name, GuestCatalogue catalogue) {
    final List<String> names =
        catalogue.guests().stream().map(Guest::imageNames).flatMap(List::stream).toList();
    final List<String> near = NearestNames.of(name, names);
    return "no guest \"%s\"%s; ./cubicle guests lists all, a program of yours needs a path (./%s)"
        .formatted(
            name,
            near.isEmpty() ? "" : ": did you mean " + String.join(", ", near) + "?",
            name.isEmpty() ? "program" : name);
  }
}
