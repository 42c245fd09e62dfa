package dev.cubicle.tracing.gdb;

/**
 * Signal numbers as the protocol has them ({@code include/gdb/signals.def} of GDB), which are those
 * of no system.
 */
final class GdbSignals {
  private static final int UNKNOWN = 143;
  private static final int FIRST_REAL_TIME = 32;
  private static final int LAST = 64;

  /** The protocol's SIG33 to SIG63 are 45 to 75; 32 and 64 came later. */
  private static final int REAL_TIME_DISTANCE = 12;

  private static final int REAL_TIME_32 = 77;
  private static final int REAL_TIME_64 = 78;

  /** By Linux's numbers, 0 to 31. */
  private static final int[] NUMBERS = {
    0, 1, 2, 3, 4, 5, 6, 10, 8, 9, 30, 11, 31, 13, 14, 15, UNKNOWN, 20, 19, 17, 18, 21, 22, 16, 24,
    25, 26, 27, 28, 23, 32, 12
  };

  private GdbSignals() {}

  /** The protocol's number of a signal of Linux. */
  static int ofLinux(int signal) {
    if (signal < 0 || signal > LAST) {
      return UNKNOWN;
    }
    return switch (signal) {
      case FIRST_REAL_TIME -> REAL_TIME_32;
      case LAST -> REAL_TIME_64;
      default -> signal < NUMBERS.length ? NUMBERS[signal] : signal + REAL_TIME_DISTANCE;
    };
  }

  /** Linux's number of a signal of the protocol; 0 if Linux has no such signal. */
  static int toLinux(int signal) {
    for (int linux = 1; linux <= LAST; linux++) {
      if (ofLinux(linux) == signal && signal != UNKNOWN) {
        return linux;
      }
    }
    return 0;
  }
}
