package dev.cubicle.tracing.debugger;

import dev.cubicle.trampolines.dwarf.SourceLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The host's source files that the program was compiled from. */
public final class SourceFiles {
  private static final long LARGEST = 16 << 20;

  private final List<Path> directories;
  private final Map<String, List<String>> read = new HashMap<>();

  /**
   * @param directories that the compiler's relative names may be relative to, the first before the
   *     others
   */
  public SourceFiles(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  /** The lines of a file; empty if it is not on this machine. */
  Optional<List<String>> lines(SourceLine place) {
    final List<String> lines =
        read.computeIfAbsent(
            place.path(), _ -> find(place).map(SourceFiles::load).orElse(List.of()));
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
  }

  private Optional<Path> find(SourceLine place) {
    try {
      final Path named = Path.of(place.path());
      if (Files.isRegularFile(named)) {
        return Optional.of(named);
      }
      if (Path.of(place.file()).isAbsolute()) {
        return Optional.empty();
      }
      return directories.stream()
          .map(directory -> directory.resolve(place.file()))
          .filter(Files::isRegularFile)
          .findFirst();
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** What could upset a terminal is replaced. */
  private static List<String> load(Path file) {
    try {
      return Files.size(file) > LARGEST
          ? List.of()
          : new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replace("\t", "        ").replaceAll("\\p{Cntrl}", "?"))
              .toList();
    } catch (IOException _) {
      return List.of();
    }
  }
}
