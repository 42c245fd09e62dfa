package dev.cubicle.trampolines.inspect;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import dev.cubicle.trampolines.inspect.Exposure.Access;
import dev.cubicle.trampolines.inspect.Exposure.Holding;
import dev.cubicle.trampolines.inspect.Exposure.Opening;
import dev.cubicle.trampolines.inspect.Exposure.Pair;
import dev.cubicle.trampolines.inspect.RunExposure.Area;
import dev.cubicle.trampolines.inspect.RunExposure.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Exposure as it was in a run: between isolated cubicles what the run says, and what the image says
 * of the others, whose pages are the same in every run.
 */
final class ExposureOverRun {

  private static final long PAGE = RunExposure.PAGE;

  private final Exposure image;
  private final RunExposure run;
  private final Map<List<Integer>, RunExposure.Pair> pairs = new LinkedHashMap<>();

  ExposureOverRun(Exposure image, RunExposure run) {
    this.image = image;
    this.run = run;
    run.pairs().forEach(pair -> pairs.put(List.of(pair.accessor(), pair.owner()), pair));
  }

  Exposure find() {
    final List<Holding> holdings =
        image.holdings().stream()
            .map(
                holding ->
                    isolated(holding.cubicle())
                        ? new Holding(
                            holding.cubicle(),
                            run.cubicles().get(holding.cubicle()).pages(),
                            holding.heapLimit())
                        : holding)
            .toList();
    return new Exposure(
        image.overview(),
        holdings,
        image.pairs().stream().map(this::pair).toList(),
        Optional.of(run));
  }

  private boolean isolated(int cubicle) {
    return Words.isolated(image.overview().cubicles().get(cubicle));
  }

  private Pair pair(Pair pair) {
    if (!isolated(pair.owner())) {
      return pair;
    }
    if (!isolated(pair.accessor())) {
      return withAllKeys(pair);
    }
    final RunExposure.Pair seen = pairs.get(List.of(pair.accessor(), pair.owner()));
    if (seen == null) {
      return new Pair(
          pair.accessor(), pair.owner(), 0, 0, Access.NOTHING, List.of(), pair.forCalls());
    }
    return new Pair(
        pair.accessor(),
        pair.owner(),
        pages(addresses(seen.readable())),
        pages(addresses(seen.writable())),
        Access.NOTHING,
        openings(seen, run.cubicles().get(pair.owner()).areas()),
        pair.forCalls());
  }

  private Pair withAllKeys(Pair pair) {
    long writable = 0;
    for (Area area : run.cubicles().get(pair.owner()).areas()) {
      final boolean fixed = area.part().equals("code") || area.part().equals("constants");
      writable += fixed ? 0 : area.pages();
    }
    return new Pair(
        pair.accessor(),
        pair.owner(),
        run.cubicles().get(pair.owner()).pages(),
        writable,
        Access.NOTHING,
        pair.openings(),
        pair.forCalls());
  }

  /** By parts of the owner; what it did not own any more at the end comes last. */
  private static List<Opening> openings(RunExposure.Pair pair, List<Area> areas) {
    final RangeSet<Long> readable = addresses(pair.readable());
    final RangeSet<Long> writable = addresses(pair.writable());
    final Map<String, long[]> counts = new LinkedHashMap<>();
    for (Area area : areas) {
      final Range<Long> all = Range.closedOpen(area.start(), area.start() + area.pages() * PAGE);
      count(
          counts, area.part(), pages(readable.subRangeSet(all)), pages(writable.subRangeSet(all)));
    }
    final long owned = counts.values().stream().mapToLong(count -> count[0]).sum();
    final long written = counts.values().stream().mapToLong(count -> count[1]).sum();
    count(counts, "heap given back", pages(readable) - owned, pages(writable) - written);
    final List<Opening> openings = new ArrayList<>();
    counts.forEach(
        (part, count) -> {
          if (count[1] > 0) {
            openings.add(new Opening(part, 0, count[1], true));
          }
          if (count[0] > count[1]) {
            openings.add(new Opening(part, 0, count[0] - count[1], false));
          }
        });
    return List.copyOf(openings);
  }

  private static void count(Map<String, long[]> counts, String part, long readable, long writable) {
    if (readable > 0) {
      final long[] count = counts.computeIfAbsent(part, _ -> new long[2]);
      count[0] += readable;
      count[1] += writable;
    }
  }

  private static RangeSet<Long> addresses(List<Span> spans) {
    final RangeSet<Long> addresses = TreeRangeSet.create();
    for (Span span : spans) {
      addresses.add(Range.closedOpen(span.start(), span.start() + span.pages() * PAGE));
    }
    return addresses;
  }

  private static long pages(RangeSet<Long> addresses) {
    return addresses.asRanges().stream()
        .mapToLong(range -> (range.upperEndpoint() - range.lowerEndpoint()) / PAGE)
        .sum();
  }
}
