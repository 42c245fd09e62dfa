package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.dwarf.StructLayout;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The allocator that a tree starts with.
 *
 * @param library that it is in
 * @param initialiser the function that makes it of memory (lib/ukboot/boot.c)
 * @param layout of its table of operations
 */
record Allocator(String library, String initialiser, StructLayout layout) {

  /** What ukboot's uk_alloc_init may stand for. */
  private static final Pattern INITIALISER =
      Pattern.compile("uk_(alloc[a-z0-9]+|mimalloc|tlsf|tinyalloc)_init");

  private static final String BOOT = "ukboot";

  static Allocator of(BuildTree tree) throws BadInputException {
    final Optional<Library> boot = tree.library(BOOT);
    final List<String> initialisers =
        boot.stream()
            .flatMap(library -> library.uses().stream())
            .filter(symbol -> INITIALISER.matcher(symbol).matches())
            .sorted()
            .toList();
    for (String initialiser : initialisers) {
      for (Library library : tree.libraries()) {
        if (library.defines().contains(initialiser)) {
          return new Allocator(library.name(), initialiser, layout(library));
        }
      }
    }
    throw new BadInputException(
        "%s: %s, so nobody knows where memory comes from"
            .formatted(
                tree.directory(),
                boot.isEmpty()
                    ? "has no library ukboot"
                    : "ukboot starts no allocator that is known (as uk_allocbbuddy_init)"));
  }

  private static StructLayout layout(Library library) throws BadInputException {
    for (ObjectFile object : InputFile.read(library.file())) {
      final Optional<StructLayout> layout = StructLayout.find(object, HeapGlue.STRUCT);
      if (layout.isPresent() && HeapGlue.fits(layout.get())) {
        return layout.get();
      }
    }
    throw BuildTree.about(
        library.file(),
        library.debug()
            ? "its debug information does not describe struct uk_alloc as it is known"
            : "has no debug information, which tells the layout of struct uk_alloc: compile with -g");
  }
}
