package dev.cubicle.cli.run;

import dev.cubicle.cli.UsageException;
import java.math.BigDecimal;
import java.time.Duration;

/** Time limits as users write them: seconds, with a fraction if need be. */
final class TimeLimit {

  private static final int LONGEST_TEXT = 20;
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Duration.ofDays(365).toSeconds());

  private TimeLimit() {}

  static Duration parse(String text) throws UsageException {
    if (text.length() <= LONGEST_TEXT && text.chars().allMatch(TimeLimit::plain)) {
      try {
        final BigDecimal seconds = new BigDecimal(text);
        if (seconds.signum() > 0 && seconds.compareTo(LONGEST) <= 0) {
          return Duration.ofNanos(Math.max(1, seconds.movePointRight(9).longValue()));
        }
      } catch (NumberFormatException e) {
        // Two points, or none but points.
      }
    }
    throw new UsageException(
        "--time-limit %s: expected seconds, such as 10 or 0.5, at most a year's".formatted(text));
  }

  private static boolean plain(int c) {
    return c == '.' || (c >= '0' && c <= '9');
  }

  /** As {@link #parse} takes it. */
  static String describe(Duration limit) {
    return BigDecimal.valueOf(limit.toNanos(), 9).stripTrailingZeros().toPlainString() + " s";
  }
}
