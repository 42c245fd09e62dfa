package dev.cubicle.emulator.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.MemorySegment;

/** Carries out accesses of guest code that Unicorn leaves to us. Nothing is checked. */
final class GuestBytes {
  private static final int PAGE = PageTableEntry.PAGE_SIZE;

  private final AddressSpace space;
  private final MemorySegment bytes;
  private final CodeCoherence coherence;

  GuestBytes(AddressSpace space, PhysicalMemory memory, CodeCoherence coherence) {
    this.space = space;
    this.bytes = memory.segment();
    this.coherence = coherence;
  }

  /**
   * @param address virtual, of a page that is there
   * @param size 1, 2, 4 or 8 bytes
   */
  long read(long address, int size) {
    final long at = physical(address);
    return switch (size) {
      case Byte.BYTES -> bytes.get(JAVA_BYTE, at) & 0xff;
      case Short.BYTES -> bytes.get(JAVA_SHORT_UNALIGNED, at) & 0xffff;
      case Integer.BYTES -> bytes.get(JAVA_INT_UNALIGNED, at) & 0xffff_ffffL;
      default -> bytes.get(JAVA_LONG_UNALIGNED, at);
    };
  }

  /** Likewise; code that was translated from there is forgotten. */
  void write(long address, int size, long value) {
    final long at = physical(address);
    switch (size) {
      case Byte.BYTES -> bytes.set(JAVA_BYTE, at, (byte) value);
      case Short.BYTES -> bytes.set(JAVA_SHORT_UNALIGNED, at, (short) value);
      case Integer.BYTES -> bytes.set(JAVA_INT_UNALIGNED, at, (int) value);
      default -> bytes.set(JAVA_LONG_UNALIGNED, at, value);
    }
    coherence.written(at & PageTableEntry.FRAME_MASK);
  }

  private long physical(long address) {
    return PageTableEntry.frameAddress(space.entry(address)) + (address & PAGE - 1);
  }
}
