package dev.cubicle.tracing.state;

import dev.cubicle.trampolines.manifest.Manifest;
import java.util.List;

/**
 * A window of a cubicle as it is now.
 *
 * @param owner a cubicle's number
 * @param number 0 to 63
 * @param ranges what is in it; none for a window of the policy
 * @param readers cubicles that it is open to for reading alone
 * @param writers cubicles that it is open to for reading and writing
 * @param grants what the policy has put into it; none for a window that the owner made
 * @param used whether it exists; one that was destroyed is told of for what it was
 * @param changed where the call returned to that opened, closed or narrowed it last; 0 if none did
 */
public record LiveWindow(
    int owner,
    int number,
    List<Range> ranges,
    List<Integer> readers,
    List<Integer> writers,
    List<Manifest.Grant> grants,
    boolean used,
    long changed) {

  /**
   * Whole pages.
   *
   * @param address as the owner gave it: it names the range
   * @param start of the first page
   * @param end behind the last page
   * @param removed whether it was in the window and is not any more
   */
  public record Range(long address, long start, long end, boolean removed) {
    public boolean holds(long candidate) {
      return candidate >= start && candidate < end;
    }
  }

  public LiveWindow {
    ranges = List.copyOf(ranges);
    readers = List.copyOf(readers);
    writers = List.copyOf(writers);
    grants = List.copyOf(grants);
  }

  /** Whether the policy made it: it is open for ever. */
  public boolean isFixed() {
    return !grants.isEmpty();
  }

  /** What it lets a cubicle do: {@link LivePage#READ}, {@link LivePage#WRITE}. */
  public int rights(int cubicle) {
    if (writers.contains(cubicle)) {
      return LivePage.READ | LivePage.WRITE;
    }
    return readers.contains(cubicle) ? LivePage.READ : 0;
  }
}
