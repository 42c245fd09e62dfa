package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.text.Quoted;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * The name of a file, or a pattern with {@code *}, {@code ?} and {@code [a-z]} in any part of the
 * path. Names that begin with a full stop are matched by patterns that do, as shells have it.
 */
final class FilePattern {

  private FilePattern() {}

  /**
   * The files, a pattern's sorted by name.
   *
   * @param base what a relative name is relative to
   */
  static List<Path> expand(Path base, String pattern) throws BadInputException {
    final Path path;
    try {
      path = base.resolve(pattern).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new BadInputException(Quoted.of(pattern) + " is not a path", e);
    }
    if (pattern.isEmpty()) {
      throw new BadInputException("\"\" names no file");
    }
    if (!isPattern(pattern) || Files.exists(path)) {
      return List.of(file(pattern, path));
    }
    List<Path> found = List.of(path.getRoot());
    for (Path part : path) {
      found = step(found, part.toString(), pattern);
    }
    found = found.stream().filter(Files::isRegularFile).toList();
    if (found.isEmpty()) {
      throw new BadInputException(
          "no file matches %s (looked for %s)".formatted(Quoted.of(pattern), path));
    }
    return found;
  }

  private static boolean isPattern(String text) {
    return text.chars().anyMatch(letter -> "*?[".indexOf(letter) >= 0);
  }

  private static Path file(String name, Path path) throws BadInputException {
    if (!Files.exists(path)) {
      throw new BadInputException(
          "there is no file %s (looked for %s)".formatted(Quoted.of(name), path));
    }
    if (!Files.isRegularFile(path)) {
      throw new BadInputException(
          "%s is not a file; name objects and archives, or a pattern such as \"%s/*.o\""
              .formatted(Quoted.of(name), path.getFileName()));
    }
    if (!Files.isReadable(path)) {
      throw new BadInputException(Quoted.of(name) + " cannot be read: permission denied");
    }
    return path;
  }

  /** What one more part of the pattern leads to. */
  private static List<Path> step(List<Path> directories, String part, String pattern)
      throws BadInputException {
    final List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      if (!isPattern(part)) {
        final Path next = directory.resolve(part);
        if (Files.exists(next)) {
          found.add(next);
        }
      } else if (Files.isDirectory(directory)) {
        found.addAll(matches(directory, part, pattern));
      }
    }
    return found;
  }

  private static List<Path> matches(Path directory, String part, String pattern)
      throws BadInputException {
    final List<Path> found = new ArrayList<>();
    // Braces and backslashes mean something to Java's patterns and nothing here.
    final String glob = part.replaceAll("[\\\\{}]", "\\\\$0");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
      for (Path entry : entries) {
        if (part.startsWith(".") || !entry.getFileName().toString().startsWith(".")) {
          found.add(entry);
        }
      }
    } catch (PatternSyntaxException e) {
      throw new BadInputException(
          Quoted.of(pattern) + " is not a pattern: " + e.getDescription(), e);
    } catch (IOException | DirectoryIteratorException e) {
      throw new BadInputException(
          "%s: the directory %s cannot be read".formatted(Quoted.of(pattern), directory), e);
    }
    found.sort(null);
    return found;
  }
}
