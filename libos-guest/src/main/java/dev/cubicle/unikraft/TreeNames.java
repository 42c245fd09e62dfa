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
 * What a tree defines, under other names, so that everybody else means what we define by the old
 * ones (guest/unikraft/unikraft.h), whichever cubicles they share.
 *
 * @param names the new ones by the old ones
 */
record TreeNames(Map<String, String> names) {
  private static final String DEFAULT_ALLOCATOR = "_uk_alloc_head";

  TreeNames {
    names = Map.copyOf(names);
  }

  static TreeNames of(Allocator allocator, Scheduler scheduler) {
    final Map<String, String> names = new HashMap<>();
    names.put(allocator.initialiser(), HeapGlue.INITIALISER);
    names.put(DEFAULT_ALLOCATOR, "uk_allocator_head");
    for (String name : scheduler.replaced()) {
      names.put(name, "uk_tree_" + name);
    }
    return new TreeNames(names);
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
          library.file(),
          "is not one object, as Unikraft's build leaves of allocators, contexts and platforms");
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
