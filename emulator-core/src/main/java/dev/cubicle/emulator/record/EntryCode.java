package dev.cubicle.emulator.record;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.MemoryImage;

/** How a page table is written down: differences of page numbers, entries; 0 ends it. */
final class EntryCode {
  private static final int PAGE_SHIFT = 12;

  private EntryCode() {}

  /**
   * Writes all entries.
   *
   * @param bias what to take off the physical addresses
   */
  static void write(ByteWriter to, MemoryImage memory, long bias) {
    // No entry is for page 0: nothing can be mapped there.
    final long[] last = {0};
    memory.entries(
        (page, entry) -> {
          final long number = page >>> PAGE_SHIFT;
          to.difference(number - last[0]);
          to.number(Long.rotateLeft(entry - bias, 1));
          last[0] = number;
        });
    to.difference(0);
  }

  /** Told of each entry. */
  @FunctionalInterface
  interface Taker {
    void take(long page, long entry);
  }

  static void read(ByteReader from, Taker taker) {
    long number = 0;
    for (long step = from.difference(); step != 0; step = from.difference()) {
      number += step;
      if (number <= 0 || number >= AddressSpace.LIMIT >>> PAGE_SHIFT) {
        throw ByteReader.damaged();
      }
      taker.take(number << PAGE_SHIFT, Long.rotateRight(from.number(), 1));
    }
  }
}
