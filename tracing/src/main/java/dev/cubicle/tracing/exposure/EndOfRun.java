package dev.cubicle.tracing.exposure;

import dev.cubicle.tracing.state.AccessJudge;
import dev.cubicle.tracing.state.LiveCubicle;
import dev.cubicle.tracing.state.LivePage;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.LiveWindow;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.tracing.state.PageTable;
import dev.cubicle.tracing.state.Place;
import dev.cubicle.trampolines.inspect.RunExposure;
import dev.cubicle.trampolines.inspect.RunExposure.Area;
import dev.cubicle.trampolines.inspect.RunExposure.Owned;
import dev.cubicle.trampolines.inspect.RunExposure.Stop;
import dev.cubicle.trampolines.inspect.RunExposure.Victim;
import dev.cubicle.trampolines.inspect.RunExposureFile;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.report.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Looks at every page once, when the guest has ended: who owns it, and to whom it is open. */
final class EndOfRun {
  /** Of the variables on a victim's pages. */
  private static final int MOST_NAMES = 4;

  private final CubicleImage image;
  private final MonitorState state;
  private final Ledger ledger;
  private final AccessJudge judge;
  private final Map<Integer, List<LiveWindow>> windows = new HashMap<>();
  private final Map<Integer, List<Area>> owned = new HashMap<>();
  private final List<Victim> reached = new ArrayList<>();
  private final List<Victim> kept = new ArrayList<>();

  EndOfRun(CubicleImage image, MonitorState state, Ledger ledger) {
    this.image = image;
    this.state = state;
    this.ledger = ledger;
    this.judge = new AccessJudge(state);
  }

  RunExposure result(long nanos, Optional<Violation> violation) {
    final PageTable table = state.pageTable();
    final int offender = violation.map(Violation::cubicle).orElse(-1);
    final List<LiveThread> threads = state.threads();
    final List<LiveCubicle> cubicles = state.cubicles();
    if (state.booted()) {
      for (int number = 0; number < table.pageCount(); number++) {
        final Optional<LivePage> page = state.page(table.address(number));
        if (page.isPresent() && page.get().isOwned() && ledger.isolated(page.get().owner())) {
          page(number, page.get(), cubicles, threads, offender);
        }
      }
    }
    return new RunExposure(
        RunExposureFile.fingerprint(image),
        nanos / 1e9,
        image.manifest().cubicles().stream()
            .map(row -> new Owned(row.name(), owned.getOrDefault(row.number(), List.of())))
            .toList(),
        ledger.results(nanos, table::address),
        violation.stream()
            .filter(_ -> ledger.isolated(offender))
            .map(
                found ->
                    new Stop(
                        offender,
                        image.describe(found.instruction()),
                        found.address(),
                        named(reached),
                        named(kept)))
            .toList());
  }

  private void page(
      int number,
      LivePage page,
      List<LiveCubicle> cubicles,
      List<LiveThread> threads,
      int offender) {
    final Place place = state.place(page.address());
    final List<Area> areas = owned.computeIfAbsent(page.owner(), _ -> new ArrayList<>());
    append(
        areas,
        new Area(place.part().words(), page.address(), 1),
        (last, next) ->
            last.part().equals(next.part()) && follows(last.start(), last.pages(), next.start()),
        last -> new Area(last.part(), last.start(), last.pages() + 1));
    for (LiveCubicle cubicle : cubicles) {
      if (cubicle.number() == page.owner() || !ledger.isolated(cubicle.number())) {
        continue;
      }
      final int rights =
          judge.rights(
              cubicle, page, windows.computeIfAbsent(page.owner(), state::windows), threads);
      final boolean write = (rights & LivePage.WRITE) != 0;
      if ((rights & (LivePage.READ | LivePage.WRITE)) != 0) {
        ledger.open(cubicle.number(), page.owner(), number, write);
      }
      if (cubicle.number() == offender) {
        victim(page, place, (rights & (LivePage.READ | LivePage.WRITE)) != 0, write);
      }
    }
  }

  private void victim(LivePage page, Place place, boolean open, boolean write) {
    final List<Victim> victims = open ? reached : kept;
    final String what =
        place.thread() < 0
            ? place.part().words()
            : "%s of thread %d".formatted(place.part().words(), place.thread());
    append(
        victims,
        new Victim(page.owner(), what, page.address(), 1, write),
        (last, next) ->
            last.owner() == next.owner()
                && last.write() == next.write()
                && last.what().equals(next.what())
                && follows(last.start(), last.pages(), next.start()),
        last ->
            new Victim(last.owner(), last.what(), last.start(), last.pages() + 1, last.write()));
  }

  private static boolean follows(long start, long pages, long next) {
    return start + pages * RunExposure.PAGE == next;
  }

  /** Adds a page to those before it, as a range of its own or as one page more of the last. */
  private static <T> void append(
      List<T> ranges, T page, BiPredicate<T, T> continues, UnaryOperator<T> extended) {
    if (!ranges.isEmpty() && continues.test(ranges.getLast(), page)) {
      ranges.add(extended.apply(ranges.removeLast()));
    } else {
      ranges.add(page);
    }
  }

  /** Pages of the image get the names of what lies there. */
  private List<Victim> named(List<Victim> victims) {
    return victims.stream()
        .map(
            victim ->
                new Victim(
                    victim.owner(), names(victim), victim.start(), victim.pages(), victim.write()))
        .toList();
  }

  private String names(Victim victim) {
    final long end = victim.start() + victim.pages() * RunExposure.PAGE;
    final boolean data =
        image.manifest().segments().stream()
            .filter(segment -> !segment.threadLocal() && !segment.executable())
            .anyMatch(segment -> segment.holds(victim.start()));
    if (!data) {
      return victim.what();
    }
    final List<String> names =
        image.symbols().placed().stream()
            .filter(symbol -> symbol.kind() == Symbols.Kind.DATA)
            .filter(symbol -> symbol.address() < end)
            .filter(symbol -> symbol.address() + Math.max(1, symbol.size()) > victim.start())
            .map(Symbols.Symbol::name)
            .distinct()
            .limit(MOST_NAMES + 1L)
            .toList();
    return names.isEmpty()
        ? victim.what()
        : victim.what()
            + ": "
            + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
            + (names.size() > MOST_NAMES ? ", ..." : "");
  }
}
