package dev.cubicle.trampolines.dwarf;

/** Debug information that is damaged, or that is not understood. */
final class DwarfException extends Exception {
  private static final long serialVersionUID = 1L;

  DwarfException(String message) {
    super(message);
  }
}
