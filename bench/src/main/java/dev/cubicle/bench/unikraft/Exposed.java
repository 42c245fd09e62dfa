package dev.cubicle.bench.unikraft;

import dev.cubicle.trampolines.inspect.Exposure;
import dev.cubicle.trampolines.policy.Policy;
import java.util.List;

/**
 * What isolated cubicles can touch of each other without asking, over all ordered pairs of them.
 *
 * @param readable pages of 4096 bytes
 * @param writable those of them that can be written, too
 * @param readableShare of an owner's pages, on average over the pairs, 0 to 1
 * @param writableShare likewise
 * @param heaps pairs in which the owner's heap is open; its pages are in none of the other numbers
 * @param pairs of isolated cubicles
 */
record Exposed(
    long readable,
    long writable,
    double readableShare,
    double writableShare,
    long heaps,
    int pairs) {

  static Exposed of(Exposure exposure) {
    List<Exposure.Pair> pairs =
        exposure.pairs().stream()
            .filter(pair -> isIsolated(exposure, pair.accessor()))
            .filter(pair -> isIsolated(exposure, pair.owner()))
            .toList();
    Exposure.Average average = exposure.average();
    return new Exposed(
        pairs.stream().mapToLong(Exposure.Pair::readable).sum(),
        pairs.stream().mapToLong(Exposure.Pair::writable).sum(),
        average.readable(),
        average.writable(),
        pairs.stream().filter(pair -> pair.heap() != Exposure.Access.NOTHING).count(),
        pairs.size());
  }

  private static boolean isIsolated(Exposure exposure, int cubicle) {
    return exposure.overview().cubicles().get(cubicle).row().kind() == Policy.Kind.ISOLATED;
  }
}
