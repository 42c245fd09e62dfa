package dev.cubicle.tracing.statistics;

import dev.cubicle.emulator.machine.MachineStatistics;
import dev.cubicle.tracing.Printable;
import java.util.List;
import java.util.Locale;

/** Statistics as a table for people. */
public final class StatisticsTable {

  /** A table is to fit a screen; JSON has everything. */
  private static final int MOST_ROWS = 12;

  private final StringBuilder text = new StringBuilder();

  private StatisticsTable() {}

  /** The table's lines, each ended by a newline. */
  public static String of(RunStatistics statistics) {
    return new StatisticsTable().render(statistics);
  }

  private String render(RunStatistics statistics) {
    final MachineStatistics machine = statistics.machine();
    final EventCounts events = statistics.events();
    line(
        "%s: status %d after %.3f s",
        Printable.of(statistics.guest()), statistics.status(), statistics.wall().toNanos() / 1e9);
    row("threads", events.threads());
    row("entries into guest code", machine.entries());
    row("PKRU hand-offs", machine.handOffs());
    row("views made", machine.viewsCreated());
    row("views evicted", machine.viewsEvicted());
    row("TLB fills", machine.tlbFills());
    row("code changes", machine.codeChanges());
    row("page faults to signals", events.faults());
    row("signal handlers entered", events.signals());
    systemCalls(events.systemCalls());
    pkru(events);
    return text.toString();
  }

  private void systemCalls(List<SystemCallCount> calls) {
    line("  %-26s %15s %11s", "system call", "count", "errors");
    calls.stream()
        .limit(MOST_ROWS)
        .forEach(call -> line("    %-24s %,15d %,11d", call.name(), call.count(), call.errors()));
    rest(calls.size(), calls.stream().skip(MOST_ROWS).mapToLong(SystemCallCount::count).sum());
  }

  private void pkru(EventCounts events) {
    final List<PkruCount> values = events.pkru();
    line("  %-26s %15s  %s", "PKRU", "writes", "which keys are open");
    values.stream()
        .limit(MOST_ROWS)
        .forEach(
            pkru ->
                line(
                    "    0x%08x               %,15d  %s",
                    pkru.value(), pkru.writes(), pkru.words()));
    rest(
        values.size(),
        values.stream().skip(MOST_ROWS).mapToLong(PkruCount::writes).sum()
            + events.otherPkruWrites());
  }

  private void rest(int rows, long count) {
    if (rows > MOST_ROWS) {
      line("    %-24s %,15d", "%d more".formatted(rows - MOST_ROWS), count);
    }
  }

  private void row(String name, long value) {
    line("  %-26s %,15d", name, value);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
