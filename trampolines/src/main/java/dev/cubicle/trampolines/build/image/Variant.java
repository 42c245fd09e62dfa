package dev.cubicle.trampolines.build.image;

/**
 * A way to lay out a cubicle. Variants differ in how far things are from each other, thus in the
 * bytes that the linker fills in: where those happen to be what untrusted code may not hold,
 * another variant is the cure.
 *
 * @param number 0 leaves no space free
 */
public record Variant(int number) {
  /** The first one to try. */
  public static final Variant PLAIN = new Variant(0);

  private static final int SLOT = 32;
  private static final int CODE_STEP = 16;

  /** The usual alignment of an object's constants: tables of jumps get to other addresses. */
  private static final int DATA_STEP = 32;

  private static final int MONITOR_DATA_STEP = 8 * 4096;

  /** The next one to try. */
  public Variant next() {
    return new Variant(number + 1);
  }

  /** Bytes before an object's code, a multiple of 16; they differ from object to object. */
  int beforeCode(int object) {
    return CODE_STEP * (object == 0 ? number * 7 % 64 : number * object % 5);
  }

  /** Bytes at the start of a part. */
  int before(Part part) {
    return DATA_STEP * (number * (3 + 2 * part.ordinal()) % 61);
  }

  /**
   * Bytes at the start of a part of the monitor. Its code is denser in references to its data than
   * any other, and all of a few KiB: it takes a leap to get all distances past 050Fxx.
   */
  int beforeMonitors(Part part) {
    return before(part) + MONITOR_DATA_STEP * number;
  }

  /** Bytes between the gate and the trampolines, a multiple of 32. */
  int beforeTrampolines() {
    return SLOT * number;
  }
}
