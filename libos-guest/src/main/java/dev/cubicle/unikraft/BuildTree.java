package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.text.Quoted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What Unikraft's build has left in a directory, for one image.
 *
 * @param directory the build directory
 * @param image the image's name, without platform and architecture
 * @param libraries in link order
 * @param scripts linker scripts, in their order
 * @param version of Unikraft, from the tree's configuration
 * @param notes what a person should know, one line each
 */
record BuildTree(
    Path directory,
    String image,
    List<Library> libraries,
    List<Path> scripts,
    Optional<String> version,
    List<String> notes) {

  BuildTree {
    libraries = List.copyOf(libraries);
    scripts = List.copyOf(scripts);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a build directory: from the link command that the build recorded, or where it recorded
   * none (before release 0.11 or so) from the objects that lie there.
   *
   * @param application which image is meant, if the directory holds several
   * @throws BadInputException with one line, for whatever stands in the way
   */
  static BuildTree read(Path directory, Optional<String> application) throws BadInputException {
    if (!Files.exists(directory)) {
      throw new BadInputException("%s: there is no such directory".formatted(directory));
    }
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(
          "%s: is not a directory; name the directory of a Unikraft build (O=)"
              .formatted(directory));
    }
    final TreeFiles files = TreeFiles.list(directory);
    final Optional<RecordedLink> link = RecordedLink.choose(files, application);
    final LinkedFiles linked =
        link.isPresent() ? link.get().files() : UnrecordedLink.files(files, application);
    return new BuildTree(
        directory,
        linked.image(),
        Libraries.read(directory, linked.inputs()),
        linked.scripts(),
        files.setting("CONFIG_UK_FULLVERSION"),
        linked.notes());
  }

  /** The library of that name. */
  Optional<Library> library(String name) {
    return libraries.stream().filter(library -> library.name().equals(name)).findFirst();
  }

  /** Whether one of its libraries exports the symbol. */
  boolean defines(String symbol) {
    return libraries.stream().anyMatch(library -> library.defines().contains(symbol));
  }

  /**
   * What a link takes.
   *
   * @param image its name
   * @param inputs objects and archives
   */
  record LinkedFiles(String image, List<Path> inputs, List<Path> scripts, List<String> notes) {}

  /** About a file of a tree, whose name may be anything. */
  static BadInputException about(Path file, String message) {
    return new BadInputException(
        "%s: %s".formatted(Quoted.of(file.toString()).replace("\"", ""), message));
  }
}
