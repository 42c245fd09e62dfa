package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectEditor;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Symbol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tree's own allocator under other names, so that everybody else means uk_heap by the old ones
 * (guest/unikraft/unikraft.h), whichever cubicles they share.
 */
final class AllocatorNames {
  private static final String DEFAULT = "_uk_alloc_head";

  private final Map<String, String> names;

  AllocatorNames(Allocator allocator) {
    names = Map.of(allocator.initialiser(), HeapGlue.INITIALISER, DEFAULT, "uk_allocator_head");
  }

  /** The libraries that define such a name, copied into a directory; by component. */
  Map<String, Path> rename(BuildTree tree, Path directory) throws BadInputException, IOException {
    final Map<String, Path> renamed = new HashMap<>();
    for (Library library : tree.libraries()) {
      if (library.defines().stream().anyMatch(names::containsKey)) {
        final Path copy = directory.resolve(library.file().getFileName().toString());
        Files.write(copy, rename(library));
        renamed.put(library.name(), copy);
      }
    }
    return Map.copyOf(renamed);
  }

  private byte[] rename(Library library) throws BadInputException {
    final List<ObjectFile> objects = InputFile.read(library.file());
    if (objects.size() != 1) {
      throw BuildTree.about(
          library.file(), "is not one object, as Unikraft's build leaves of an allocator");
    }
    final ObjectEditor editor = new ObjectEditor(objects.getFirst());
    for (Symbol symbol : objects.getFirst().symbols()) {
      final String name = names.get(symbol.name());
      if (name != null && !symbol.isLocal()) {
        editor.rename(symbol, name);
      }
    }
    return editor.toBytes();
  }
}
