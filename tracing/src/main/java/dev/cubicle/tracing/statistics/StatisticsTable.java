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

  /** Columns of a terminal of which nothing is known. */
  public static final int USUAL_WIDTH = 80;

  /**
   * The table's lines, each ended by a newline.
   *
   * @param width columns of the terminal
   */
  public static String of(RunStatistics statistics, int width) {
    return new StatisticsTable().render(statistics, width);
  }

  private String render(RunStatistics statistics, int width) {
    line(
        "%s: status %d after %.3f s, %s",
        Printable.of(statistics.guest()),
        statistics.status(),
        statistics.wall().toNanos() / 1e9,
        statistics.engine());
    statistics.cubicles().ifPresent(this::cubicles);
    statistics
        .crossings()
        .ifPresentOrElse(
            crossings -> text.append(CrossingTable.of(crossings, width)),
            () -> statistics.cubicles().ifPresent(this::calls));
    statistics.cubicles().ifPresent(this::totals);
    statistics.machine().ifPresent(this::machine);
    statistics.events().ifPresent(this::events);
    return text.toString();
  }

  private void cubicles(CubicleStatistics statistics) {
    line("  %-26s %-10s %4s %15s %11s", "cubicle", "kind", "key", "faults", "pages");
    for (CubicleStatistics.Cubicle cubicle : statistics.cubicles()) {
      line(
          "    %-24s %-10s %4d %,15d %,11d",
          Printable.of(cubicle.name()),
          cubicle.kind(),
          cubicle.key(),
          cubicle.faults(),
          cubicle.pages());
    }
  }

  private void calls(CubicleStatistics statistics) {
    final List<CubicleStatistics.Call> calls = statistics.calls();
    line("  %-26s %15s  %s", "call", "count", "from -> to");
    calls.stream()
        .limit(MOST_ROWS)
        .forEach(
            call ->
                line(
                    "    %-24s %,15d  %s -> %s",
                    Printable.of(call.function()),
                    call.count(),
                    Printable.of(call.from()),
                    Printable.of(call.to())));
    rest(
        calls.size(),
        calls.stream().skip(MOST_ROWS).mapToLong(CubicleStatistics.Call::count).sum());
  }

  private void totals(CubicleStatistics statistics) {
    for (CubicleStatistics.Total total : statistics.totals()) {
      row(total.words(), total.value());
    }
  }

  private void machine(MachineStatistics machine) {
    row("entries into guest code", machine.entries());
    row("PKRU hand-offs", machine.handOffs());
    row("views made", machine.viewsCreated());
    row("views evicted", machine.viewsEvicted());
    row("TLB fills", machine.tlbFills());
    row("code changes", machine.codeChanges());
  }

  private void events(EventCounts events) {
    row("threads", events.threads());
    row("page faults to signals", events.faults());
    row("signal handlers entered", events.signals());
    systemCalls(events.systemCalls());
    pkru(events);
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
    line("  %-12s %13s  %s", "PKRU", "writes", "which keys are open");
    values.stream()
        .limit(MOST_ROWS)
        .forEach(
            pkru ->
                line(
                    "    0x%08x %,13d  %s",
                    pkru.value(), pkru.writes(), pkru.words().replace("the rest", "rest")));
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
