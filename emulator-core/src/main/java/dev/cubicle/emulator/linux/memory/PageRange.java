package dev.cubicle.emulator.linux.memory;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.memory.AddressSpace;

/**
 * What system calls say of page ranges. Guests pass any 64-bit number as an address or a length;
 * both are unsigned.
 */
final class PageRange {
  static final long PAGE = 4096;

  private PageRange() {}

  static boolean aligned(long address) {
    return (address & (PAGE - 1)) == 0;
  }

  /** PAGE_ALIGN: the next multiple of the page size; 0 when that does not fit 64 bits. */
  static long roundUp(long length) {
    return (length + PAGE - 1) & -PAGE;
  }

  /** Whether a range lies in the user's part of the address space. */
  static boolean inUserSpace(long start, long length) {
    return start >= 0
        && length >= 0
        && start <= AddressSpace.LIMIT
        && length <= AddressSpace.LIMIT - start;
  }

  static void require(boolean condition, Errno otherwise) throws LinuxError {
    if (!condition) {
      throw new LinuxError(otherwise);
    }
  }
}
