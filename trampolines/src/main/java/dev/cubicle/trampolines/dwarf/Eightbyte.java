package dev.cubicle.trampolines.dwarf;

/** The ABI's classes of eightbytes (section 3.2.3). */
enum Eightbyte {
  NO_CLASS,
  INTEGER,
  SSE,
  SSEUP,
  X87,
  X87UP,
  COMPLEX_X87,
  MEMORY;

  /** The class of an eightbyte that two fields share. */
  Eightbyte merge(Eightbyte other) {
    if (this == other || other == NO_CLASS) {
      return this;
    }
    if (this == NO_CLASS) {
      return other;
    }
    if (this == MEMORY || other == MEMORY) {
      return MEMORY;
    }
    if (this == INTEGER || other == INTEGER) {
      return INTEGER;
    }
    return isX87() || other.isX87() ? MEMORY : SSE;
  }

  boolean isX87() {
    return this == X87 || this == X87UP || this == COMPLEX_X87;
  }
}
