package dev.cubicle.trampolines.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * A section header and what it describes.
 *
 * @param index in the section header table
 * @param type SHT_ constant
 * @param flags SHF_ constants
 * @param size bytes in memory
 * @param alignment a power of two, at least 1
 * @param entrySize bytes of a table's entry, or 0
 * @param group index of the section group that this section is a member of
 * @param contents read-only, little-endian; empty for SHT_NOBITS
 */
public record Section(
    int index,
    String name,
    int type,
    long flags,
    long size,
    long alignment,
    long entrySize,
    int link,
    int info,
    OptionalInt group,
    ByteBuffer contents) {

  public static final int SHT_NULL = 0;
  public static final int SHT_PROGBITS = 1;
  public static final int SHT_SYMTAB = 2;
  public static final int SHT_STRTAB = 3;
  public static final int SHT_RELA = 4;
  public static final int SHT_NOTE = 7;
  public static final int SHT_NOBITS = 8;
  public static final int SHT_REL = 9;
  public static final int SHT_INIT_ARRAY = 14;
  public static final int SHT_FINI_ARRAY = 15;
  public static final int SHT_PREINIT_ARRAY = 16;
  public static final int SHT_GROUP = 17;
  public static final int SHT_SYMTAB_SHNDX = 18;
  public static final int SHT_X86_64_UNWIND = 0x70000001;

  public static final long SHF_WRITE = 1;
  public static final long SHF_ALLOC = 2;
  public static final long SHF_EXECINSTR = 4;
  public static final long SHF_MERGE = 0x10;
  public static final long SHF_STRINGS = 0x20;
  public static final long SHF_INFO_LINK = 0x40;
  public static final long SHF_LINK_ORDER = 0x80;
  public static final long SHF_GROUP = 0x200;
  public static final long SHF_TLS = 0x400;
  public static final long SHF_COMPRESSED = 0x800;
  public static final long SHF_EXCLUDE = 0x80000000L;

  /** A view of its own position. */
  @Override
  public ByteBuffer contents() {
    return contents.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy of the contents. */
  public byte[] bytes() {
    byte[] bytes = new byte[contents.remaining()];
    contents.get(contents.position(), bytes);
    return bytes;
  }

  /** Whether all of {@code mask}'s SHF_ bits are set. */
  public boolean has(long mask) {
    return (flags & mask) == mask;
  }

  /** Whether it is loaded. */
  public boolean isAllocated() {
    return has(SHF_ALLOC);
  }

  /** Whether it is loaded as code. */
  public boolean isCode() {
    return has(SHF_ALLOC | SHF_EXECINSTR);
  }

  /** Two sections are the same if they are of one object and have one index. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Section section
        && index == section.index
        && contents == section.contents;
  }

  @Override
  public int hashCode() {
    return index;
  }

  @Override
  public String toString() {
    return index + ":" + name;
  }
}
