package dev.cubicle.trampolines.inspect;

import java.util.List;

/**
 * What cubicles could touch of each other's memory in one run, page by page: what a run leaves
 * behind for {@code inspect --exposure --run}. Addresses are those of the guest.
 *
 * @param image tells the image from all others: {@link #fingerprint}
 * @param seconds that the run took
 * @param cubicles by number, the monitor first
 * @param pairs of isolated cubicles of which one could touch anything of the other's
 * @param stops the cubicle that was stopped for breaking isolation, if one was
 */
public record RunExposure(
    String image, double seconds, List<Owned> cubicles, List<Pair> pairs, List<Stop> stops) {

  /** Bytes of a page. */
  public static final long PAGE = 4096;

  /** Pages that lie side by side. */
  public record Span(long start, long pages) {}

  /**
   * Pages of one part of a cubicle: {@code code}, {@code constants}, {@code data}, {@code heap},
   * {@code stack} or {@code thread-local data}.
   */
  public record Area(String part, long start, long pages) {}

  /** What a cubicle owned at the end of the run. */
  public record Owned(String name, List<Area> areas) {
    public Owned {
      areas = List.copyOf(areas);
    }

    /** All its pages. */
    public long pages() {
      return areas.stream().mapToLong(Area::pages).sum();
    }
  }

  /**
   * What one cubicle could touch of another's at one time or another.
   *
   * @param readable pages that a window was open for, or that had the accessor's key
   * @param writable those of them that it could have written
   * @param touched how many of the readable had the accessor's key: it had touched them, or the
   *     monitor had for it
   * @param most how many had its key at one time
   * @param average how many had its key, over the time of the run
   */
  public record Pair(
      int accessor,
      int owner,
      List<Span> readable,
      List<Span> writable,
      long touched,
      long most,
      double average) {
    public Pair {
      readable = List.copyOf(readable);
      writable = List.copyOf(writable);
    }
  }

  /**
   * What the cubicle that was stopped could touch at that moment.
   *
   * @param cubicle its number
   * @param instruction where, such as {@code memcpy+0x12}
   * @param address that it wanted to touch
   * @param reached pages of others that were open to it
   * @param kept pages of isolated others that were not
   */
  public record Stop(
      int cubicle, String instruction, long address, List<Victim> reached, List<Victim> kept) {
    public Stop {
      reached = List.copyOf(reached);
      kept = List.copyOf(kept);
    }
  }

  /**
   * Pages of a cubicle that another wants to touch.
   *
   * @param what lies there: names of variables, or the part
   * @param write whether they could be written; of pages that were kept, false
   */
  public record Victim(int owner, String what, long start, long pages, boolean write) {}

  public RunExposure {
    cubicles = List.copyOf(cubicles);
    pairs = List.copyOf(pairs);
    stops = List.copyOf(stops);
  }
}
