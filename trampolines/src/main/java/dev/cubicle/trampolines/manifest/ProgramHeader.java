package dev.cubicle.trampolines.manifest;

import java.nio.ByteBuffer;

/**
 * An entry of an image's program header table (System V ABI, "Program Header"). Of a PT_LOAD in a
 * {@link CubicleImage} it is known that its bytes are in the file, that it lies below 2^47, and
 * that it is not larger in the file than in memory.
 *
 * @param flags PF_X 1, PF_W 2, PF_R 4
 * @param offset of its bytes in the file
 * @param address of its first byte in memory
 */
public record ProgramHeader(
    int type,
    int flags,
    long offset,
    long address,
    long fileSize,
    long memorySize,
    long alignment) {

  public static final int PT_LOAD = 1;
  public static final int PT_DYNAMIC = 2;
  public static final int PT_INTERP = 3;
  public static final int PT_TLS = 7;
  public static final int PT_GNU_STACK = 0x6474_e551;

  static final int SIZE = 56;
  private static final long PAGE_MASK = 4095;

  static ProgramHeader read(ByteBuffer buffer) {
    int type = buffer.getInt();
    int flags = buffer.getInt();
    long offset = buffer.getLong();
    long address = buffer.getLong();
    buffer.getLong(); // The physical address means nothing to a process.
    return new ProgramHeader(
        type, flags, offset, address, buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  public boolean executable() {
    return (flags & 1) != 0;
  }

  public boolean writable() {
    return (flags & 2) != 0;
  }

  public boolean readable() {
    return (flags & 4) != 0;
  }

  /** Its protection in the manifest's terms: 1 read, 2 write, 4 execute. */
  public int protection() {
    return (readable() ? Manifest.Segment.READ : 0)
        | (writable() ? Manifest.Segment.WRITE : 0)
        | (executable() ? Manifest.Segment.EXECUTE : 0);
  }

  /** The address behind its last byte. */
  public long end() {
    return address + memorySize;
  }

  /** The first address of its first page. */
  public long pageStart() {
    return address & ~PAGE_MASK;
  }

  /** The address behind its last page. */
  public long pageEnd() {
    return end() + PAGE_MASK & ~PAGE_MASK;
  }
}
