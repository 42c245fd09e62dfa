package dev.cubicle.trampolines.inspect;

import dev.cubicle.trampolines.inspect.Exposure.Access;
import dev.cubicle.trampolines.inspect.Exposure.ForCalls;
import dev.cubicle.trampolines.inspect.Exposure.Opening;
import dev.cubicle.trampolines.inspect.Exposure.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Exposure as text of 80 columns, for a terminal. */
public final class ExposureText {

  private static final int WIDTH = 80;

  private static final long PAGE = RunExposure.PAGE;

  /** Of what a stopped cubicle could and could not touch; JSON has all. */
  private static final int MOST_VICTIMS = 16;

  /** Of the openings of a pair; JSON has all. */
  private static final int MOST_LINES = 4;

  private final Exposure exposure;
  private final Overview overview;
  private final Map<List<Integer>, Pair> pairs;
  private final StringBuilder text = new StringBuilder();

  private ExposureText(Exposure exposure) {
    this.exposure = exposure;
    this.overview = exposure.overview();
    this.pairs =
        exposure.pairs().stream()
            .collect(
                Collectors.toMap(
                    pair -> List.of(pair.accessor(), pair.owner()), Function.identity()));
  }

  /** Lines, each ended by a newline. */
  public static String of(Exposure exposure) {
    return new ExposureText(exposure).render();
  }

  private String render() {
    exposure.run().ifPresentOrElse(this::introduceRun, this::introduceImage);
    matrix("read", exposure::readable);
    matrix("write", exposure::writable);
    line("Shared code has its caller's rights; what is trusted has all.");
    average();
    for (Overview.Cubicle owner : overview.cubicles()) {
      owner(owner);
    }
    exposure.run().ifPresent(run -> run.stops().forEach(this::stop));
    return text.toString();
  }

  private void introduceImage() {
    line("%s: what cubicles can touch of each other", Words.cut(overview.name(), 40));
    line(
        "Pages of 4096 bytes: of the image, of stacks and thread-local data of %s.",
        Words.plural(overview.manifest().maxThreads(), "thread"));
    line("Heaps are told apart. Windows that cubicles open themselves are not known here.");
  }

  private void introduceRun(RunExposure run) {
    line(
        "%s: what cubicles could touch of each other in a run of %.1f s",
        Words.cut(overview.name(), 24), run.seconds());
    line("At one time or another, by windows of any kind. Pages of 4096 bytes, those");
    line("that an isolated cubicle owned at the end; its heap is among them.");
  }

  private void matrix(String verb, ToDoubleFunction<Pair> share) {
    line("");
    line("Rows %s columns: share of the column's pages (. none, 0 below 10 %%, 1 below", verb);
    line("20 %%, ..., 9 below 100 %%, * all)");
    text.append(
        Matrix.of(
            overview.cubicles().stream().filter(Overview.Cubicle::callable).toList(),
            overview.cubicles(),
            (accessor, owner) -> letter(share.applyAsDouble(pair(accessor, owner)))));
  }

  private Pair pair(Overview.Cubicle accessor, Overview.Cubicle owner) {
    return pairs.get(List.of(accessor.number(), owner.number()));
  }

  private static String letter(double share) {
    return share == 0 ? "." : share >= 1 ? "*" : Integer.toString((int) (10 * share));
  }

  private void average() {
    final Exposure.Average average = exposure.average();
    if (average.pairs() > 0) {
      line(
          "Of an isolated cubicle's pages another on average reads %s and writes %s.",
          percent(average.readable()), percent(average.writable()));
    }
  }

  private void owner(Overview.Cubicle owner) {
    final List<Pair> others =
        exposure.pairs().stream()
            .filter(pair -> pair.owner() == owner.number())
            .filter(pair -> Words.isolated(overview.cubicles().get(pair.accessor())))
            .filter(pair -> pair.isOpen() || pair.forCalls().windows() > 0)
            .toList();
    line("");
    line(
        "%s (%s): %s%s",
        Words.cut(owner.name(), 30),
        Words.kind(owner),
        Words.plural(exposure.holdings().get(owner.number()).pages(), "page"),
        Words.isolated(owner)
            ? ", and a heap of at most " + Words.size(owner.row().heapLimit())
            : "");
    if (!Words.isolated(owner)) {
      others.stream().findFirst().ifPresent(pair -> line("  everyone: %s", rights(pair)));
      return;
    }
    if (others.isEmpty()) {
      line("  no other isolated cubicle can touch anything");
    }
    for (Pair pair : others) {
      final String name = Words.cut(overview.nameOf(pair.accessor()), 20);
      if (pair.isOpen()) {
        line("  %s: %s", name, rights(pair));
        openings(pair.openings());
        held(pair);
      }
      if (pair.forCalls().windows() > 0) {
        line("  %s, during calls: %s", name, calls(pair.forCalls()));
      }
    }
  }

  private String rights(Pair pair) {
    final List<String> words = new ArrayList<>();
    if (pair.readable() > 0) {
      words.add(
          "reads %d (%s), writes %d (%s)"
              .formatted(
                  pair.readable(),
                  percent(exposure.readable(pair)),
                  pair.writable(),
                  percent(exposure.writable(pair))));
    }
    if (pair.heap() != Access.NOTHING) {
      words.add((pair.heap() == Access.WRITE ? "reads and writes" : "reads") + " the heap");
    }
    return words.isEmpty() ? "nothing" : String.join("; ", words);
  }

  private void openings(List<Opening> openings) {
    final List<String> items =
        openings.stream()
            .map(
                opening ->
                    Words.cut(opening.what(), 50)
                        + (opening.pages() > 0 ? " " + opening.pages() : "")
                        + (opening.write() ? " (written)" : ""))
            .toList();
    final List<String> lines = Words.wrap(items, ", ", WIDTH - 6);
    lines.stream().limit(MOST_LINES).forEach(line -> line("      %s", line));
    if (lines.size() > MOST_LINES) {
      line("      (%s in all)", Words.plural(items.size(), "opening"));
    }
  }

  private void held(Pair pair) {
    exposure.run().stream()
        .flatMap(run -> run.pairs().stream())
        .filter(seen -> seen.accessor() == pair.accessor() && seen.owner() == pair.owner())
        .forEach(
            seen -> {
              if (seen.touched() == 0) {
                line("      touched none of them");
              } else {
                line(
                    "      touched %d; had the key of %d at most, of %.1f on average",
                    seen.touched(), seen.most(), seen.average());
              }
            });
  }

  /** The reach of a cubicle that broke isolation, to be seen: this far and no further. */
  private void stop(RunExposure.Stop stop) {
    line("");
    line(
        "%s was stopped at %s, on its way to 0x%x",
        Words.cut(overview.nameOf(stop.cubicle()), 20),
        Words.cut(stop.instruction(), 30),
        stop.address());
    victims("It could touch, of isolated cubicles' pages:", stop.reached(), stop.address());
    victims("It could not touch:", stop.kept(), stop.address());
  }

  /** Those nearest to where it went come first. */
  private void victims(String title, List<RunExposure.Victim> victims, long address) {
    line("  %s%s", title, victims.isEmpty() ? " nothing" : "");
    victims.stream()
        .sorted(Comparator.comparingLong(victim -> distance(victim, address)))
        .limit(MOST_VICTIMS)
        .forEach(
            victim ->
                line(
                    "    0x%-12x %5d  %s: %s%s",
                    victim.start(),
                    victim.pages(),
                    Words.cut(overview.nameOf(victim.owner()), 20),
                    Words.cut(victim.what(), 34),
                    victim.write() ? " (written)" : ""));
    if (victims.size() > MOST_VICTIMS) {
      line("    %s more", Words.plural(victims.size() - MOST_VICTIMS, "range"));
    }
  }

  private static long distance(RunExposure.Victim victim, long address) {
    final long end = victim.start() + victim.pages() * PAGE;
    return address < victim.start() ? victim.start() - address : Math.max(0, address - end + 1);
  }

  private static String calls(ForCalls calls) {
    final List<String> words = new ArrayList<>();
    words.add(calls.written() + " written");
    if (calls.copies() > 0) {
      words.add(calls.copies() + " by copy");
    }
    if (calls.stacks() > 0) {
      words.add(calls.stacks() + " of the stack");
    }
    return "%s of %s (%s)"
        .formatted(
            Words.plural(calls.windows(), "buffer"),
            Words.plural(calls.functions(), "function"),
            String.join(", ", words));
  }

  private static String percent(double share) {
    return String.format(
        Locale.ROOT, share == 0 || share >= 0.1 ? "%.0f %%" : "%.1f %%", 100 * share);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
