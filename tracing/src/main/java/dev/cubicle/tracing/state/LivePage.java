package dev.cubicle.tracing.state;

import java.util.stream.IntStream;

/**
 * A page as the monitor knows it now. Numbers of cubicles may be any that a damaged guest holds.
 *
 * @param address where it begins
 * @param owner the cubicle it belongs to; meant for {@link PageState#PRIVATE}, {@link
 *     PageState#SAVE} and guard pages, 0 for most others
 * @param holder whose key is on it, or would be
 * @param protection what its owner may do: {@link #READ}, {@link #WRITE}, {@link #EXECUTE}
 * @param now what the page tables say
 * @param key of the page now, 0 to 15
 * @param windows bit n: it is in the owner's window n
 * @param origin for a page of the pool, where the call returned to that gave it to its owner; 0 if
 *     unknown
 */
public record LivePage(
    long address,
    int owner,
    int holder,
    PageState state,
    int protection,
    int now,
    int key,
    long windows,
    long origin) {
  public static final int READ = 1;
  public static final int WRITE = 2;
  public static final int EXECUTE = 4;

  /** Whether it is another cubicle's at the moment than its owner's. */
  public boolean isLent() {
    return isOwned() && holder != owner;
  }

  /** Whether it belongs to a cubicle rather than to all or none. */
  public boolean isOwned() {
    return state == PageState.PRIVATE || state == PageState.SAVE;
  }

  /** The numbers of the owner's windows that it is in, ascending. */
  public IntStream windowNumbers() {
    return IntStream.range(0, Long.SIZE).filter(number -> (windows >>> number & 1) != 0);
  }
}
