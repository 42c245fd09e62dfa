package dev.cubicle.emulator.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.MemorySegment;

/** Memory accesses of instructions that the machine carries out itself, with all checks. */
final class UserAccess {
  private final AddressSpace space;
  private final PhysicalMemory memory;
  private final AccessCheck check;
  private final CodeCoherence coherence;

  UserAccess(
      AddressSpace space, PhysicalMemory memory, AccessCheck check, CodeCoherence coherence) {
    this.space = space;
    this.memory = memory;
    this.check = check;
    this.coherence = coherence;
  }

  /** Whether bits 63:47 are equal; otherwise an access is #GP, not #PF (SDM volume 1, 3.3.7.1). */
  static boolean canonical(long address) {
    return address << 16 >> 16 == address;
  }

  /** The page fault that an access to the range meets first; null when it meets none. */
  Exit.PageFault fault(long address, int length, AccessKind access, int pkru) {
    long at = address;
    while (at < address + length) {
      final long entry = space.entry(at);
      final int errorCode = check.check(entry, pkru, access, true);
      if (errorCode != AccessCheck.ALLOWED) {
        final int key = PageTableEntry.present(entry) ? PageTableEntry.key(entry) : 0;
        return new Exit.PageFault(at, access, errorCode, key);
      }
      at = nextPage(at);
    }
    return null;
  }

  /** Copies from guest memory that {@link #fault} found accessible. */
  void read(long address, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      final int count = (int) Math.min(length - done, nextPage(address + done) - address - done);
      MemorySegment.copy(
          memory.segment(), JAVA_BYTE, physical(address + done), target, offset + done, count);
      done += count;
    }
  }

  /** Copies to guest memory that {@link #fault} found accessible. */
  void write(long address, byte[] source, int offset, int length) {
    int done = 0;
    while (done < length) {
      final int count = (int) Math.min(length - done, nextPage(address + done) - address - done);
      final long target = physical(address + done);
      MemorySegment.copy(source, offset + done, memory.segment(), JAVA_BYTE, target, count);
      coherence.written(target & PageTableEntry.FRAME_MASK);
      done += count;
    }
  }

  private long physical(long address) {
    return PageTableEntry.frameAddress(space.entry(address))
        + (address & PageTableEntry.PAGE_SIZE - 1);
  }

  private static long nextPage(long address) {
    return (address & -PageTableEntry.PAGE_SIZE) + PageTableEntry.PAGE_SIZE;
  }
}
