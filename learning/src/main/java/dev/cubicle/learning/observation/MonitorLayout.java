package dev.cubicle.learning.observation;

import dev.cubicle.emulator.observe.ObservedGuest;

/**
 * Where the monitor keeps what is read of it, as it says itself when a run begins (observe.c in the
 * monitor's sources). Addresses and sizes in bytes; names with {@code At} are offsets.
 */
record MonitorLayout(
    long imageStart,
    long pageCount,
    long pages,
    long pageSize,
    long pageOwnerAt,
    long pageStateAt,
    long poolFirst,
    long threadsStart,
    long threadSize,
    long threadLocalSize,
    long threadLocalAt,
    long shadowAt,
    long shadowBaseAt,
    long frameSize,
    long returnAddressAt,
    long callerAt,
    long calleeAt,
    long functionAt,
    long cubicleAt,
    long argumentsAt) {

  private static final int VERSION = 1;
  private static final int FACTS = 24;

  /** {@code PAGE_PRIVATE} of the monitor. */
  private static final int PRIVATE = 5;

  private static final int PAGE_SHIFT = 12;

  /**
   * Reads the monitor's table of facts.
   *
   * @throws IllegalArgumentException if it is not of the version that is known here
   */
  static MonitorLayout read(ObservedGuest guest, long table, long count) {
    final long[] facts = new long[FACTS];
    for (int i = 0; i < FACTS; i++) {
      facts[i] = guest.peekLong(table + (long) i * Long.BYTES);
    }
    if (count != FACTS || facts[0] != VERSION) {
      throw new IllegalArgumentException("the monitor is of another version");
    }
    return new MonitorLayout(
        facts[1], facts[2], facts[3], facts[4], facts[5], facts[6], facts[8], facts[9], facts[10],
        facts[11], facts[12], facts[13], facts[14], facts[15], facts[16], facts[18], facts[19],
        facts[20], facts[21], facts[23]);
  }

  /** The number of an address's page record; negative if it has none. */
  long page(long address) {
    final long index = address - imageStart >> PAGE_SHIFT;
    return address >= imageStart && index < pageCount ? index : -1;
  }

  /** The cubicle whose private memory an address is; −1 if it is nobody's. */
  int owner(ObservedGuest guest, long address) {
    final long index = page(address);
    if (index < 0) {
      return -1;
    }
    final long page = pages + index * pageSize;
    final int state = guest.peekInt(page + pageStateAt) & 0xff;
    return state == PRIVATE ? guest.peekInt(page + pageOwnerAt) & 0xffff : -1;
  }

  /** The thread block in whose part of the arena an address lies; 0 if it is none of them. */
  long thread(long address) {
    final long index = page(address);
    if (index < 0 || address < threadsStart || index >= poolFirst || threadSize == 0) {
      return 0;
    }
    return address - (address - threadsStart) % threadSize;
  }
}
