package dev.cubicle.trampolines.build.image;

import java.util.Arrays;
import java.util.Optional;

/** The tables of function addresses that a program's start and end walk through. */
enum CommonTable {
  PREINIT(".preinit_array", "__preinit_array", ""),
  INIT(".init_array", "__init_array", ".ctors"),
  FINI(".fini_array", "__fini_array", ".dtors");

  private final String section;
  private final String symbol;
  private final String old;

  CommonTable(String section, String symbol, String old) {
    this.section = section;
    this.symbol = symbol;
    this.old = old;
  }

  /** The table that an input section is part of. */
  static Optional<CommonTable> of(String name) {
    return Arrays.stream(values())
        .filter(t -> is(name, t.section) || (!t.old.isEmpty() && is(name, t.old)))
        .findFirst();
  }

  private static boolean is(String name, String base) {
    return name.equals(base) || name.startsWith(base + ".");
  }

  /**
   * As a plain link orders it: by priority, then by input; .ctors and .dtors, which were walked
   * backwards, among them (ld reverses them and turns their priorities round).
   */
  String script() {
    StringBuilder text = new StringBuilder();
    text.append("  ").append(section).append(" : ALIGN(8) {\n");
    text.append("    ").append(symbol).append("_start = .;\n");
    if (old.isEmpty()) {
      text.append("    KEEP(*(").append(section).append("))\n");
    } else {
      text.append(
          "    KEEP(*(SORT_BY_INIT_PRIORITY(%1$s.*) SORT_BY_INIT_PRIORITY(%2$s.*)))\n"
              .formatted(section, old));
      text.append("    KEEP(*(%1$s %2$s))\n".formatted(section, old));
    }
    text.append("    ").append(symbol).append("_end = .;\n");
    text.append("  } :common\n");
    return text.toString();
  }
}
