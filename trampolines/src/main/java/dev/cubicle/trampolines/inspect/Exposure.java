package dev.cubicle.trampolines.inspect;

import java.util.List;
import java.util.Optional;

/**
 * How much of each other's memory cubicles can touch, in pages of 4096 bytes. Pages of an owner are
 * those that are its own from boot to end: of the image, and of stacks and thread-local data on all
 * threads that there can be. Its heap is not among them, since nobody knows how large it gets; what
 * is open of that is told apart.
 *
 * @param overview of the image
 * @param holdings by cubicle
 * @param pairs every ordered pair of cubicles, by accessor, then owner; shared cubicles are no
 *     accessors, since their code has its caller's rights
 * @param run that it was found in: isolated cubicles' pages are then those that they owned at its
 *     end, heaps included, and pairs of them tell what could be touched at one time or another;
 *     absent where the image alone was asked
 */
public record Exposure(
    Overview overview, List<Holding> holdings, List<Pair> pairs, Optional<RunExposure> run) {

  /**
   * What a cubicle has.
   *
   * @param heapLimit pages of the pool that it may own besides
   */
  public record Holding(int cubicle, long pages, long heapLimit) {}

  /** What may be done without asking. */
  public enum Access {
    NOTHING,
    READ,
    WRITE
  }

  /**
   * What one cubicle can touch of another's.
   *
   * @param readable pages of the owner's, of those that {@link Holding} counts
   * @param writable those of them that can be written, too
   * @param heap of the owner, now and later
   * @param openings why; they may overlap
   */
  public record Pair(
      int accessor,
      int owner,
      long readable,
      long writable,
      Access heap,
      List<Opening> openings,
      ForCalls forCalls) {
    /** Whether the accessor can touch anything, calls aside. */
    public boolean isOpen() {
      return readable > 0 || heap != Access.NOTHING;
    }
  }

  /**
   * @param what such as {@code all data}, or names of symbols
   * @param start address of the first page; 0 for what lies nowhere in particular
   * @param pages 0 for a heap
   */
  public record Opening(String what, long start, long pages, boolean write) {}

  /**
   * Buffers that the owner hands to the accessor, each for the time of a call.
   *
   * @param functions of the accessor's that the owner may call with some
   * @param windows parameters of those
   * @param written windows that the accessor may write to
   * @param copies those whose contents are copied, so that nothing beside them is open
   * @param stacks those of the owner's stack
   */
  public record ForCalls(int functions, int windows, int written, int copies, int stacks) {}

  /** Shares on average over the ordered pairs of isolated cubicles, 0 to 1. */
  public record Average(int pairs, double readable, double writable) {}

  /** What an image says before it runs: windows that cubicles open themselves are not in it. */
  public static Exposure of(Overview overview) {
    return new ExposureOfImage(overview).find();
  }

  /** What happened in a run of the image. */
  public static Exposure of(Overview overview, RunExposure run) {
    return new ExposureOverRun(of(overview), run).find();
  }

  /** The pages of a pair's owner that the accessor can read, as a share, 0 to 1. */
  public double readable(Pair pair) {
    return share(pair.readable(), pair.owner());
  }

  /** The pages of a pair's owner that the accessor can write, as a share, 0 to 1. */
  public double writable(Pair pair) {
    return share(pair.writable(), pair.owner());
  }

  private double share(long pages, int owner) {
    final long all = holdings.get(owner).pages();
    // Of what was given back before the end of a run, pages may be more than there are.
    return all == 0 ? 0 : Math.min(1, (double) pages / all);
  }

  /** One number for each direction, to compare policies by. */
  public Average average() {
    final List<Pair> isolated =
        pairs.stream()
            .filter(pair -> Words.isolated(overview.cubicles().get(pair.accessor())))
            .filter(pair -> Words.isolated(overview.cubicles().get(pair.owner())))
            .toList();
    return new Average(
        isolated.size(),
        isolated.stream().mapToDouble(this::readable).average().orElse(0),
        isolated.stream().mapToDouble(this::writable).average().orElse(0));
  }
}
