package dev.cubicle.emulator.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.mpk.PageTableEntry;

/** Reads instruction bytes that the processor has just fetched. */
final class GuestCode {
  private final AddressSpace space;
  private final PhysicalMemory memory;

  GuestCode(AddressSpace space, PhysicalMemory memory) {
    this.space = space;
    this.memory = memory;
  }

  /** The byte at a guest address as an unsigned value; −1 when its page is not present. */
  int at(long address) {
    final long entry = space.entry(address);
    if (!PageTableEntry.present(entry)) {
      return -1;
    }
    final long offset = address & (PageTableEntry.PAGE_SIZE - 1);
    return memory.segment().get(JAVA_BYTE, PageTableEntry.frameAddress(entry) + offset) & 0xff;
  }

  /**
   * The four bytes at a guest address, little-endian, as an unsigned value; −1 when they are not
   * all in one present page. One table walk, for the hot path.
   */
  long wordAt(long address) {
    final long offset = address & (PageTableEntry.PAGE_SIZE - 1);
    final long entry = space.entry(address);
    if (offset > PageTableEntry.PAGE_SIZE - Integer.BYTES || !PageTableEntry.present(entry)) {
      return -1;
    }
    final long physical = PageTableEntry.frameAddress(entry) + offset;
    return memory.segment().get(JAVA_INT_UNALIGNED, physical) & 0xffff_ffffL;
  }
}
