package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.text.Quoted;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The link command that a build has recorded in {@code NAME_PLATFORM-ARCHITECTURE.dbg.cmd}. */
final class RecordedLink {

  private static final Pattern NAME =
      Pattern.compile("(?<image>.+)_(?<platform>[a-z]+)-(?<architecture>[a-z0-9_]+)\\.dbg\\.cmd");

  private final TreeFiles files;
  private final String image;
  private final String name;

  private RecordedLink(TreeFiles files, Matcher name) {
    this.files = files;
    this.image = name.group("image");
    this.name = name.group();
  }

  /** The one that is meant; empty when none is recorded. */
  static Optional<RecordedLink> choose(TreeFiles files, Optional<String> application)
      throws BadInputException {
    final List<Matcher> all = files.matching(NAME);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    final List<Matcher> fitting = all.stream().filter(RecordedLink::isPlatform).toList();
    if (fitting.isEmpty()) {
      throw new BadInputException(
          "%s: built for %s; cubicles need the platform linuxu on x86_64 (CONFIG_PLAT_LINUXU, up to release 0.16.3)"
              .formatted(
                  files.directory(),
                  all.stream()
                      .map(name -> name.group("platform") + "-" + name.group("architecture"))
                      .distinct()
                      .collect(Collectors.joining(", "))));
    }
    final List<Matcher> named =
        application.isEmpty()
            ? fitting
            : fitting.stream()
                .filter(name -> name.group("image").equals(application.get()))
                .toList();
    if (named.size() != 1) {
      throw new BadInputException(
          "%s: %s; there %s %s%s"
              .formatted(
                  files.directory(),
                  application.isEmpty()
                      ? "holds several images"
                      : "holds no image " + Quoted.of(application.get()),
                  fitting.size() == 1 ? "is" : "are",
                  fitting.stream()
                      .map(name -> Quoted.of(name.group("image")).replace("\"", ""))
                      .collect(Collectors.joining(", ")),
                  application.isEmpty() ? ": choose one with --application NAME" : ""));
    }
    return Optional.of(new RecordedLink(files, named.getFirst()));
  }

  private static boolean isPlatform(Matcher name) {
    return name.group("platform").equals("linuxu") && name.group("architecture").equals("x86_64");
  }

  /** What the command links, where it lies now. */
  BuildTree.LinkedFiles files() throws BadInputException {
    final Path file = files.directory().resolve(name);
    final LinkCommand command;
    try {
      command = LinkCommand.parse(files.text(name));
    } catch (BadInputException e) {
      throw e.getMessage().startsWith(file.toString())
          ? e
          : BuildTree.about(file, "the recorded link command " + e.getMessage());
    }
    if (command.inputs().isEmpty()) {
      throw BuildTree.about(file, "the recorded link command links nothing");
    }
    if (!command.libraries().isEmpty()) {
      throw BuildTree.about(
          file,
          "links %s of the compiler's, whose code is not in the tree"
              .formatted(
                  command.libraries().stream()
                      .map(library -> "-l" + library)
                      .collect(Collectors.joining(", "))));
    }
    final Relocated relocated =
        new Relocated(files.directory(), command.output().map(this::directoryOf));
    final List<Path> inputs = new ArrayList<>();
    for (String input : command.inputs()) {
      inputs.add(relocated.find(input, "the object"));
    }
    final List<Path> scripts = new ArrayList<>();
    for (String script : command.scripts()) {
      scripts.add(relocated.find(script, "the linker script"));
    }
    return new BuildTree.LinkedFiles(image, inputs, scripts, List.of());
  }

  private Path directoryOf(String output) {
    try {
      final Path parent = Path.of(output).getParent();
      return parent == null ? Path.of("") : parent;
    } catch (InvalidPathException e) {
      return Path.of("");
    }
  }

  /**
   * Where files are that a command names by the places of another machine, or another time.
   *
   * @param directory where the build directory is now
   * @param recorded where the command says it was
   */
  private record Relocated(Path directory, Optional<Path> recorded) {

    Path find(String name, String what) throws BadInputException {
      final Path path;
      try {
        path = Path.of(name);
      } catch (InvalidPathException e) {
        throw new BadInputException(
            "%s: the link command names %s %s, which is not a path"
                .formatted(directory, what, Quoted.of(name)),
            e);
      }
      for (Path candidate : candidates(path)) {
        if (Files.isRegularFile(candidate)) {
          return candidate;
        }
      }
      throw new BadInputException(
          "%s: %s %s of the link command is missing%s"
              .formatted(
                  directory,
                  what,
                  Quoted.of(name),
                  isOfTree(path) ? "; build the tree again" : "; put the source where it was"));
    }

    private boolean isOfTree(Path path) {
      return recorded.isPresent() && path.normalize().startsWith(recorded.get().normalize());
    }

    /** The tree's own files are looked for in the tree, others where they were, then beside it. */
    private List<Path> candidates(Path path) {
      if (!path.isAbsolute()) {
        return List.of(directory.resolve(path));
      }
      if (recorded.isEmpty() || !recorded.get().isAbsolute()) {
        return List.of(path);
      }
      final Path moved =
          directory
              .toAbsolutePath()
              .resolve(recorded.get().normalize().relativize(path.normalize()))
              .normalize();
      return isOfTree(path) ? List.of(moved) : List.of(path, moved);
    }
  }
}
