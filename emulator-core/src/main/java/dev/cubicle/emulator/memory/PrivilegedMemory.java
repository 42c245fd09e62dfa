package dev.cubicle.emulator.memory;

import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Guest memory for loaders, debuggers and reports: whatever is mapped can be read and written,
 * protection and keys left aside.
 */
public final class PrivilegedMemory {
  private static final int PAGE = PageTableEntry.PAGE_SIZE;

  private final AddressSpace space;
  private final MemorySegment bytes;

  public PrivilegedMemory(AddressSpace space) {
    this.space = space;
    this.bytes = space.memory().segment();
  }

  /** Up to {@code length} bytes from an address; fewer where the next page is not there. */
  public byte[] peek(long address, int length) {
    byte[] found = new byte[Math.min(length, PAGE)];
    int done = 0;
    while (done < length) {
      long source = physical(address + done);
      if (source < 0) {
        break;
      }
      int count = Math.min(length - done, leftInPage(address + done));
      if (done + count > found.length) {
        found = Arrays.copyOf(found, Math.min(length, 2 * (done + count)));
      }
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, source, found, done, count);
      done += count;
    }
    return done == found.length ? found : Arrays.copyOf(found, done);
  }

  /**
   * Writes bytes at an address.
   *
   * @return how many were written; fewer than given where the next page is not there
   */
  public int poke(long address, byte[] source) {
    int done = 0;
    while (done < source.length) {
      long target = physical(address + done);
      if (target < 0) {
        break;
      }
      int count = Math.min(source.length - done, leftInPage(address + done));
      MemorySegment.copy(source, done, bytes, ValueLayout.JAVA_BYTE, target, count);
      space.written(target, count);
      done += count;
    }
    return done;
  }

  private static int leftInPage(long address) {
    return PAGE - (int) (address & (PAGE - 1));
  }

  /** The physical address of a byte; negative if it is not there. */
  private long physical(long address) {
    if (space.pageIn(address) != Resolution.PAGED_IN) {
      return -1;
    }
    return PageTableEntry.frameAddress(space.entry(address)) + (address & (PAGE - 1));
  }
}
