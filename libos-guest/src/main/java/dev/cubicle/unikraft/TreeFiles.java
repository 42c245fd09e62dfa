package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The top of a build directory.
 *
 * @param names of what lies there, sorted
 */
record TreeFiles(Path directory, List<String> names) {

  private static final int MOST_FILES = 100_000;
  private static final int LARGEST_TEXT = LinkCommand.LONGEST;

  TreeFiles {
    names = List.copyOf(names);
  }

  static TreeFiles list(Path directory) throws BadInputException {
    try (Stream<Path> entries = Files.list(directory)) {
      return new TreeFiles(
          directory,
          entries.limit(MOST_FILES).map(file -> file.getFileName().toString()).sorted().toList());
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be read".formatted(directory), e);
    }
  }

  /** The names that the expression matches, with what its groups are. */
  List<Matcher> matching(Pattern pattern) {
    return names.stream().map(pattern::matcher).filter(Matcher::matches).toList();
  }

  /** A text file of the directory. */
  String text(String name) throws BadInputException {
    final Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw BuildTree.about(file, "is not a file");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      final byte[] bytes = stream.readNBytes(LARGEST_TEXT + 1);
      if (bytes.length > LARGEST_TEXT) {
        throw BuildTree.about(file, "is longer than %d MiB".formatted(LARGEST_TEXT >> 20));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read", e);
    }
  }

  /** A setting of the configuration that the tree was built with. */
  Optional<String> setting(String key) throws BadInputException {
    if (!Files.isRegularFile(directory.resolve("config"))) {
      return Optional.empty();
    }
    return text("config")
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1).replaceAll("[^A-Za-z0-9._+~-]", ""))
        .findFirst();
  }
}
