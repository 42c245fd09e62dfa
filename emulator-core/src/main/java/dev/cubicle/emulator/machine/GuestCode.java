package dev.cubicle.emulator.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

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
}
