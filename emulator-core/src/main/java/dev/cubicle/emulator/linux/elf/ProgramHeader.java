package dev.cubicle.emulator.linux.elf;

import dev.cubicle.emulator.memory.Protection;
import java.nio.ByteBuffer;

/**
 * An entry of the program header table (System V ABI, "Program Header"). In a parsed image, sizes
 * and offsets of PT_LOAD segments have been checked.
 */
public record ProgramHeader(
    int type,
    int flags,
    long fileOffset,
    long virtualAddress,
    long fileSize,
    long memorySize,
    long alignment) {

  public static final int PT_LOAD = 1;
  public static final int PT_DYNAMIC = 2;
  public static final int PT_INTERP = 3;
  public static final int PT_NOTE = 4;
  public static final int PT_PHDR = 6;
  public static final int PT_TLS = 7;
  public static final int PT_GNU_STACK = 0x6474_e551;
  public static final int PT_GNU_RELRO = 0x6474_e552;

  /** Bytes of an entry. */
  static final int SIZE = 56;

  private static final int PF_X = 1;
  private static final int PF_W = 2;
  private static final int PF_R = 4;

  /** Reads the entry at the buffer's position. */
  static ProgramHeader read(ByteBuffer buffer) {
    int type = buffer.getInt();
    int flags = buffer.getInt();
    long offset = buffer.getLong();
    long virtualAddress = buffer.getLong();
    buffer.getLong(); // The physical address means nothing to a process.
    return new ProgramHeader(
        type, flags, offset, virtualAddress, buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  public boolean executable() {
    return (flags & PF_X) != 0;
  }

  /** The segment's flags as PROT_ bits. */
  public int protection() {
    return ((flags & PF_R) != 0 ? Protection.READ : 0)
        | ((flags & PF_W) != 0 ? Protection.WRITE : 0)
        | ((flags & PF_X) != 0 ? Protection.EXECUTE : 0);
  }

  /** The address behind the segment's last byte. */
  public long end() {
    return virtualAddress + memorySize;
  }

  boolean contains(long address) {
    return address >= virtualAddress && address < end();
  }
}
