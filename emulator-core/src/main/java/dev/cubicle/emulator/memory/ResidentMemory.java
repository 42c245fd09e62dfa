package dev.cubicle.emulator.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The pages of an address space that are there. */
public final class ResidentMemory implements PeekableMemory {
  private static final int PAGE = PageTableEntry.PAGE_SIZE;

  private final AddressSpace space;
  private final MemorySegment bytes;

  public ResidentMemory(AddressSpace space, PhysicalMemory memory) {
    this.space = space;
    this.bytes = memory.segment();
  }

  private boolean there(long address) {
    return PageTableEntry.present(space.entry(address));
  }

  private long physical(long address) {
    return PageTableEntry.frameAddress(space.entry(address)) + (address & PAGE - 1);
  }

  @Override
  public byte[] peek(long address, int length) {
    final byte[] found = new byte[length];
    int done = 0;
    while (done < length && there(address + done)) {
      final long at = address + done;
      final int count = (int) Math.min(length - done, PAGE - (at & PAGE - 1));
      MemorySegment.copy(bytes, JAVA_BYTE, physical(at), found, done, count);
      done += count;
    }
    return done == length ? found : Arrays.copyOf(found, done);
  }

  @Override
  public long peekLong(long address) {
    if ((address & PAGE - 1) > PAGE - Long.BYTES) {
      return peekInt(address) & 0xffff_ffffL | (long) peekInt(address + Integer.BYTES) << 32;
    }
    return there(address) ? bytes.get(JAVA_LONG_UNALIGNED, physical(address)) : 0;
  }

  @Override
  public int peekInt(long address) {
    if ((address & PAGE - 1) > PAGE - Integer.BYTES) {
      int value = 0;
      for (int i = 0; i < Integer.BYTES; i++) {
        value |=
            there(address + i) ? (bytes.get(JAVA_BYTE, physical(address + i)) & 0xff) << 8 * i : 0;
      }
      return value;
    }
    return there(address) ? bytes.get(JAVA_INT_UNALIGNED, physical(address)) : 0;
  }
}
