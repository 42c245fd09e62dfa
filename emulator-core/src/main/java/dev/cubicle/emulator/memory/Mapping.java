package dev.cubicle.emulator.memory;

import dev.cubicle.mpk.AccessKind;

/**
 * A stretch of the address space whose pages have the same attributes; a VMA of Linux.
 *
 * @param start first address, a multiple of 4096
 * @param end the address behind the last, a multiple of 4096
 */
public record Mapping(long start, long end, MappingAttributes attributes) {

  public long length() {
    return end - start;
  }

  /** PROT_ bits; see {@link Protection}. */
  public int protection() {
    return attributes.protection();
  }

  /** The protection key, 0 to 15. */
  public int key() {
    return attributes.key();
  }

  public boolean shared() {
    return attributes.shared();
  }

  /** The file whose pages these are; null for anonymous private memory. */
  public FileBacking file() {
    return attributes.file();
  }

  /** Where in the file the mapping begins; 0 without a file. */
  public long fileOffset() {
    return attributes.file() == null ? 0 : attributes.fileOffset(start);
  }

  /** As the last column of {@code /proc/self/maps}; empty for plain anonymous memory. */
  public String name() {
    return attributes.name();
  }

  public boolean growsDown() {
    return attributes.growsDown();
  }

  /** Whether the mapping's protection allows an access, keys left aside. */
  public boolean permits(AccessKind access) {
    return Protection.permits(attributes.protection(), access);
  }
}
