package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.BadInputException;

/** Objects that hold a compiler's intermediate code in place of machine code. */
final class LinkTimeOptimisation {
  private LinkTimeOptimisation() {}

  static void check(ObjectFile object, ElfBytes file) throws BadInputException {
    boolean hasBytecode =
        object.sections().stream().anyMatch(s -> s.name().startsWith(".gnu.lto_"));
    if (hasBytecode && (isMarkedSlim(object) || hasNothingToLoad(object))) {
      throw file.bad(
          "holds link-time optimisation bytecode and no machine code: compile it with -fno-lto, or"
              + " with -ffat-lto-objects");
    }
  }

  /** GCC's mark, a common symbol. */
  private static boolean isMarkedSlim(ObjectFile object) {
    return object.symbols().stream().anyMatch(s -> s.name().equals("__gnu_lto_slim"));
  }

  private static boolean hasNothingToLoad(ObjectFile object) {
    return object.sections().stream()
        .noneMatch(s -> s.isAllocated() && s.size() > 0 && s.type() != Section.SHT_NOTE);
  }
}
