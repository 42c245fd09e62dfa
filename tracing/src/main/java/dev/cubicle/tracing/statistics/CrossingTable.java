package dev.cubicle.tracing.statistics;

import com.google.common.base.Strings;
import dev.cubicle.tracing.Printable;
import dev.cubicle.tracing.statistics.CrossingSummary.Cost;
import dev.cubicle.tracing.statistics.CrossingSummary.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Who crossed to whom, how often and for how long, in lines that fit a terminal. */
final class CrossingTable {
  private static final int MOST_ROWS = 12;
  private static final int LEAST_WIDTH = 72;
  private static final int MOST_WIDTH = 132;

  /** The numbers of an edge: calls, self, total, faults, retags, windows. */
  private static final int EDGE_NUMBERS = 11 + 10 + 10 + 8 + 8 + 8;

  /** With switches. */
  private static final int WIDE = 96;

  private static final int SWITCHES = 12;
  private static final int FUNCTION_NUMBERS = 11 + 10 + 10;
  private static final int INDENT = 4;

  private final StringBuilder text = new StringBuilder();
  private final CrossingSummary summary;
  private final int width;

  private CrossingTable(CrossingSummary summary, int width) {
    this.summary = summary;
    this.width = Math.clamp(width, LEAST_WIDTH, MOST_WIDTH);
  }

  /**
   * @param width columns of the terminal
   */
  static String of(CrossingSummary summary, int width) {
    final CrossingTable table = new CrossingTable(summary, width);
    table.time();
    table.edges();
    table.functions();
    return table.text.toString();
  }

  private void time() {
    final long all = Math.max(1, summary.nanos());
    final int name = 24;
    line("  %s %9s %8s", left("time in", name + 2), "self", "share");
    summary.selfNanos().entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Long> entry) -> entry.getValue())
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .limit(MOST_ROWS)
        .forEach(
            entry -> {
              final double share = (double) entry.getValue() / all;
              final int bar = width - INDENT - name - 22;
              line(
                  "    %s %9s %6.1f %%  %s",
                  left(entry.getKey(), name),
                  Durations.of(entry.getValue()),
                  100 * share,
                  "#".repeat((int) Math.round(share * bar)));
            });
    rest(summary.selfNanos().size());
  }

  private void edges() {
    final boolean wide = width >= WIDE;
    final int name = width - INDENT - EDGE_NUMBERS - (wide ? SWITCHES : 0);
    line(
        "  %s%11s%10s%10s%8s%8s%8s%s",
        left("edge", name + 2),
        "calls",
        "self",
        "total",
        "faults",
        "re-tags",
        "windows",
        wide ? right("switches", SWITCHES) : "");
    for (Row row : first(summary.edges())) {
      final Cost cost = row.cost();
      line(
          "    %s%11s%10s%10s%8s%8s%8s%s",
          left(row.from() + " -> " + row.to(), name),
          count(cost.calls(), 11),
          Durations.of(cost.selfNanos()),
          Durations.of(cost.totalNanos()),
          count(cost.faults(), 8),
          count(cost.retags(), 8),
          count(cost.windowOperations(), 8),
          wide ? count(cost.switches(), SWITCHES) : "");
    }
    rest(summary.edges().size());
  }

  private void functions() {
    final int room = width - INDENT - FUNCTION_NUMBERS - 2;
    final int edge = room / 2;
    final int name = room - edge;
    line(
        "  %s%11s%10s%10s  %s", left("function", name + 2), "calls", "self", "total", "from -> to");
    for (Row row : first(summary.functions())) {
      final Cost cost = row.cost();
      line(
          "    %s%11s%10s%10s  %s",
          left(row.function(), name),
          count(cost.calls(), 11),
          Durations.of(cost.selfNanos()),
          Durations.of(cost.totalNanos()),
          left(row.from() + " -> " + row.to(), edge));
    }
    rest(summary.functions().size());
  }

  private static List<Row> first(List<Row> rows) {
    return rows.subList(0, Math.min(rows.size(), MOST_ROWS));
  }

  private void rest(int rows) {
    if (rows > MOST_ROWS) {
      line("    %d more", rows - MOST_ROWS);
    }
  }

  /** Separated by commas where that leaves a space before it, else in thousands or millions. */
  private static String count(long value, int room) {
    final String whole = String.format(Locale.ROOT, "%,d", value);
    if (whole.length() < room) {
      return whole;
    }
    return value < 10_000_000 ? value / 1000 + "k" : value / 1_000_000 + "M";
  }

  /** Padded or cut to a width. */
  private static String left(String name, int columns) {
    final String printable = Printable.of(name);
    return printable.length() <= columns
        ? Strings.padEnd(printable, columns, ' ')
        : printable.substring(0, Math.max(0, columns - 1)) + "~";
  }

  private static String right(String name, int columns) {
    return Strings.padStart(name, columns, ' ');
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
