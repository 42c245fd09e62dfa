package dev.cubicle.emulator.memory;

/**
 * Guest memory for those who watch: read whatever protection and keys say, never changed and never
 * paged in, so that looking leaves no trace. May be called from within emulation.
 */
public interface PeekableMemory {

  /**
   * Up to {@code length} bytes of guest memory; fewer where the next page is not there. Pages that
   * were not touched yet count as not there.
   */
  byte[] peek(long address, int length);

  /** The little-endian word at an address; 0 where nothing is. Allocates nothing. */
  long peekLong(long address);

  /** The little-endian 32 bits at an address; 0 where nothing is. Allocates nothing. */
  int peekInt(long address);
}
