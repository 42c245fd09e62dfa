package dev.cubicle.bench.experiment;

import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.place.GuestRun;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the SQLite workload says of itself with {@code --times}. */
final class WorkloadTime {
  private static final Pattern TOTAL =
      Pattern.compile("^ *total +(?<seconds>\\d+\\.\\d+) s$", Pattern.MULTILINE);

  private WorkloadTime() {}

  /** Seconds from opening to closing the database, by the guest's clock. */
  static double of(GuestRun run) throws BenchException {
    Matcher total = TOTAL.matcher(run.output());
    if (!total.find()) {
      throw BenchException.failed(run.command() + ": no total in its output");
    }
    return Double.parseDouble(total.group("seconds"));
  }
}
