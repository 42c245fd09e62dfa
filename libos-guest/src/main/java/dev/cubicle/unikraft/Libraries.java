package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the libraries of a tree, and gives them names. */
final class Libraries {

  private static final int MOST = 1000;
  private static final int LONGEST_NAME = 64;
  private static final Pattern EXTENSION = Pattern.compile("\\.[oa]$");
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9_]");
  private static final Set<String> RESERVED = Set.of("monitor", "cubicle");

  private Libraries() {}

  static List<Library> read(Path directory, List<Path> files) throws BadInputException {
    if (files.size() > MOST) {
      throw new BadInputException(
          "%s: links %d files; %d libraries are the most".formatted(directory, files.size(), MOST));
    }
    final List<Library> libraries = new ArrayList<>();
    final Set<String> names = new HashSet<>();
    for (Path file : new LinkedHashSet<>(files)) {
      final List<ObjectFile> objects =
          InputFile.isArchive(file) ? InputFile.read(file) : List.of(InputFile.readLoaded(file));
      libraries.add(Library.of(name(file, names), file, objects));
    }
    return libraries;
  }

  /** A C identifier that no other library of the tree has. */
  private static String name(Path file, Set<String> taken) throws BadInputException {
    final String whole =
        NOT_IN_NAMES
            .matcher(EXTENSION.matcher(file.getFileName().toString()).replaceFirst(""))
            .replaceAll("_");
    String name = whole.startsWith("lib") ? whole.substring(3) : whole;
    if (name.isEmpty()
        || Character.isDigit(name.charAt(0))
        || RESERVED.contains(name)
        || taken.contains(name)) {
      name = whole;
    }
    if (name.length() > LONGEST_NAME || Character.isDigit(name.charAt(0)) || !taken.add(name)) {
      throw BuildTree.about(file, "no component can be called by this name, or two would be");
    }
    return name;
  }
}
