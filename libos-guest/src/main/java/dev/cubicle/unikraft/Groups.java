package dev.cubicle.unikraft;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Groups of a tree's libraries, by which policies name what differs from tree to tree. */
final class Groups {

  static final String APPLICATION = "application";
  static final String LIBC = "libc";

  private static final String MAIN = "main";

  /** C libraries that Unikraft has been ported to, and what a compiler's code calls. */
  private static final Set<String> LIBC_NAMES =
      Set.of(
          "nolibc",
          "musl",
          "muslglue",
          "newlibc",
          "newlibm",
          "newlibglue",
          "newlib",
          "compiler_rt",
          "gcc",
          "cxx",
          "cxxabi",
          "unwind");

  /** What belongs to the system, even if nobody but the application uses it. */
  private static final Pattern SYSTEM =
      Pattern.compile("(uk|posix_|linuxu|lwip|vfscore|syscall_shim|virtio_|isrlib|context|fdt).*");

  private final List<Library> libraries;

  private Groups(BuildTree tree) {
    this.libraries = tree.libraries();
  }

  static Map<String, List<String>> of(BuildTree tree) {
    final Groups groups = new Groups(tree);
    final Map<String, List<String>> all = new LinkedHashMap<>();
    all.put(APPLICATION, groups.application());
    all.put(
        LIBC, groups.libraries.stream().map(Library::name).filter(LIBC_NAMES::contains).toList());
    return all;
  }

  /**
   * The library that defines {@code main}: Unikraft's own is weak, and the first strong one is the
   * application's.
   */
  static Optional<Library> main(BuildTree tree) {
    return tree.libraries().stream().filter(library -> library.strong().contains(MAIN)).findFirst();
  }

  /** Those with {@code main}, the tree's own, and what is used by these alone. */
  private List<String> application() {
    final Set<String> group = new LinkedHashSet<>();
    for (Library library : libraries) {
      if (library.strong().contains(MAIN) || library.name().startsWith("app")) {
        group.add(library.name());
      }
    }
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Library library : libraries) {
        if (!isSystem(library) && isUsedOnlyBy(group, library)) {
          grown |= group.add(library.name());
        }
      }
    }
    return libraries.stream().map(Library::name).filter(group::contains).toList();
  }

  private static boolean isSystem(Library library) {
    return LIBC_NAMES.contains(library.name()) || SYSTEM.matcher(library.name()).matches();
  }

  private boolean isUsedOnlyBy(Set<String> group, Library library) {
    boolean used = false;
    for (Library user : libraries) {
      if (user != library && user.uses().stream().anyMatch(library.defines()::contains)) {
        if (!group.contains(user.name())) {
          return false;
        }
        used = true;
      }
    }
    return used;
  }
}
