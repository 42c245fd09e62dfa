package dev.cubicle.trampolines.dwarf;

/**
 * Bounds the work that a few bytes can ask for: attributes without bytes of their own, abbreviation
 * tables read again for every unit.
 */
final class Budget {
  private static final long SPARE = 1 << 20;
  private static final int STEPS_PER_BYTE = 4;

  private long left;

  /**
   * @param bytes of debug information
   */
  Budget(long bytes) {
    left = SPARE + STEPS_PER_BYTE * bytes;
  }

  void spend(long steps) throws DwarfException {
    left -= steps;
    if (left < 0) {
      throw new DwarfException("takes more work to read than its size warrants");
    }
  }
}
