package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.build.link.LinkUnit;

/** How objects are called where they are linked. */
final class FileNames {
  private static final int LONGEST = 48;

  private FileNames() {}

  /** The object's name without directory and extension, as a C identifier. */
  static String stem(LinkUnit unit) {
    String name =
        unit.object()
            .name()
            .member()
            .orElseGet(() -> unit.object().name().file().getFileName().toString());
    String stem = name.replaceFirst("\\.[A-Za-z]*$", "").replaceAll("[^A-Za-z0-9_]", "_");
    return stem.length() > LONGEST ? stem.substring(0, LONGEST) : stem;
  }

  /** Relative to where ld runs; the linker script goes by the directory. */
  static String path(LinkUnit unit, int number) {
    return directory(unit, number) + stem(unit) + ".o";
  }

  /** What the path alone matches. */
  static String pattern(LinkUnit unit, int number) {
    return directory(unit, number) + "*";
  }

  private static String directory(LinkUnit unit, int number) {
    return "c%d/%05d_".formatted(unit.cubicle(), number);
  }
}
