package dev.cubicle.natives;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The search for a native library: system property, environment variable, per-user cache, the
 * system's directories. Costs a few look-ups of file names and no directory scan, since it is paid
 * at every start.
 *
 * @param properties answers a system property, or null
 * @param environment answers an environment variable, or null
 * @param systemDirectories where the system keeps its libraries, most wanted first
 */
record LibrarySearch(
    UnaryOperator<String> properties,
    UnaryOperator<String> environment,
    List<Path> systemDirectories) {

  private static final List<Path> USUAL_DIRECTORIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu"),
          Path.of("/usr/lib/aarch64-linux-gnu"),
          Path.of("/usr/lib64"),
          Path.of("/usr/lib"),
          Path.of("/usr/local/lib"),
          Path.of("/opt/homebrew/lib"));

  LibrarySearch {
    systemDirectories = List.copyOf(systemDirectories);
  }

  static LibrarySearch ofThisProcess() {
    return new LibrarySearch(System::getProperty, System::getenv, USUAL_DIRECTORIES);
  }

  /** The file of {@code library}; a name the user gave is taken or refused, never passed over. */
  Path find(NativeLibrary library) {
    String named = setOrNull(properties.apply(library.property()));
    if (named != null) {
      return named(library.property(), named);
    }
    named = setOrNull(environment.apply(library.variable()));
    if (named != null) {
      return named(library.variable(), named);
    }
    Path found = firstFile(cache(), library.fileNames());
    for (Path directory : systemDirectories) {
      if (found != null) {
        break;
      }
      found = firstFile(directory, library.fileNames());
    }
    if (found == null) {
      throw new NativeLibraryException(
          library.wanted()
              + " was not found: run ./cubicle setup, or name it in "
              + library.variable());
    }
    return found;
  }

  /** The per-user cache that {@code ./cubicle setup} unpacks libraries into. */
  private Path cache() {
    String cache = setOrNull(environment.apply("CUBICLE_CACHE"));
    if (cache != null) {
      return path("CUBICLE_CACHE", cache).resolve("lib");
    }
    String xdg = setOrNull(environment.apply("XDG_CACHE_HOME"));
    if (xdg != null) {
      return path("XDG_CACHE_HOME", xdg).resolve("cubicle", "lib");
    }
    String home = setOrNull(environment.apply("HOME"));
    if (home == null) {
      home = properties.apply("user.home");
    }
    return path("HOME", home).resolve(".cache", "cubicle", "lib");
  }

  private static Path named(String source, String name) {
    Path file = path(source, name).toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      throw new NativeLibraryException(
          source + " names " + file + ", which is not a file: correct it or leave it unset");
    }
    return file;
  }

  private static Path path(String source, String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new NativeLibraryException(source + " is not a path: " + e.getReason(), e);
    }
  }

  private static Path firstFile(Path directory, List<String> names) {
    for (String name : names) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        return file.toAbsolutePath();
      }
    }
    return null;
  }

  private static String setOrNull(String value) {
    return value == null || value.isBlank() ? null : value;
  }
}
