package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.text.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a build linked that has not recorded how (release 0.4): the libraries' objects beside each
 * other, and the linker scripts that the build has generated.
 */
final class UnrecordedLink {

  private static final Pattern IMAGE =
      Pattern.compile("(?<image>.+)_(?<platform>[a-z]+)-(?<architecture>[a-z0-9_]+)\\.dbg");
  private static final Pattern OBJECT = Pattern.compile("(?:lib|app).+(?<!\\.ld)\\.o");
  private static final Pattern PLATFORM = Pattern.compile("lib(kvm|xen|linuxu)plat\\.o");

  private UnrecordedLink() {}

  static BuildTree.LinkedFiles files(TreeFiles files, Optional<String> application)
      throws BadInputException {
    final Path directory = files.directory();
    final List<String> objects = files.matching(OBJECT).stream().map(Matcher::group).toList();
    if (objects.isEmpty()) {
      throw new BadInputException(
          "%s: is not the directory of a finished Unikraft build: it holds no link command (*.dbg.cmd) and no libraries (lib*.o)"
              .formatted(directory));
    }
    final String platform = "liblinuxuplat.o";
    if (!objects.contains(platform)) {
      throw new BadInputException(
          "%s: built for %s; cubicles need the platform linuxu (CONFIG_PLAT_LINUXU, up to release 0.16.3)"
              .formatted(
                  directory,
                  files.matching(PLATFORM).stream()
                      .map(name -> name.group(1))
                      .reduce((one, other) -> one + ", " + other)
                      .orElse("no platform that is known")));
    }
    final List<Path> inputs =
        objects.stream()
            .sorted(
                Comparator.comparing((String name) -> !name.equals(platform))
                    .thenComparing(name -> !name.startsWith("app"))
                    .thenComparing(Comparator.naturalOrder()))
            .map(directory::resolve)
            .toList();
    final List<Path> scripts = scripts(directory, objects);
    return new BuildTree.LinkedFiles(
        image(files, application),
        inputs,
        scripts,
        List.of(
            "no link command is recorded: took the %d libraries that lie there, and %s"
                .formatted(
                    inputs.size(),
                    scripts.isEmpty()
                        ? "no linker script"
                        : scripts.stream()
                            .map(script -> directory.relativize(script).toString())
                            .collect(Collectors.joining(", ")))));
  }

  private static String image(TreeFiles files, Optional<String> application)
      throws BadInputException {
    final List<String> images =
        files.matching(IMAGE).stream().map(name -> name.group("image")).distinct().toList();
    if (application.isPresent() && !images.contains(application.get())) {
      throw new BadInputException(
          "%s: holds no image %s%s"
              .formatted(
                  files.directory(),
                  Quoted.of(application.get()),
                  images.isEmpty() ? "" : "; there is " + String.join(", ", images)));
    }
    return application.orElse(images.isEmpty() ? "unikraft" : images.getFirst());
  }

  /** The scripts that the build has generated in the libraries' directories. */
  private static List<Path> scripts(Path directory, List<String> objects) throws BadInputException {
    final List<Path> scripts = new ArrayList<>();
    for (String object : objects) {
      final Path library = directory.resolve(object.substring(0, object.length() - 2));
      if (!Files.isDirectory(library)) {
        continue;
      }
      try (Stream<Path> entries = Files.list(library)) {
        entries
            .filter(file -> file.getFileName().toString().endsWith(".lds"))
            .filter(Files::isRegularFile)
            .sorted()
            .forEach(scripts::add);
      } catch (IOException e) {
        throw new BadInputException("%s: cannot be read".formatted(library), e);
      }
    }
    return scripts;
  }
}
