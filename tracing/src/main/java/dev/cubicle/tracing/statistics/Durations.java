package dev.cubicle.tracing.statistics;

import java.util.Locale;

/** Times for people: at most 8 characters, three digits or more. */
final class Durations {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private Durations() {}

  /** A time in nanoseconds, such as {@code 1.23 s}, {@code 45.6 ms} or {@code 7 us}. */
  static String of(long nanos) {
    if (nanos >= 100 * SECOND) {
      return String.format(Locale.ROOT, "%.0f s", (double) nanos / SECOND);
    }
    if (nanos >= SECOND) {
      return String.format(Locale.ROOT, "%.2f s", (double) nanos / SECOND);
    }
    if (nanos >= MILLI) {
      return String.format(Locale.ROOT, "%.1f ms", (double) nanos / MILLI);
    }
    return String.format(Locale.ROOT, "%d us", nanos / MICRO);
  }
}
