package dev.cubicle.emulator.record;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.MemoryImage;

/** How mappings are written down. Of a file, name and offset are kept; its bytes are elsewhere. */
final class MappingCode {
  private static final int PAGE_SHIFT = 12;
  private static final int LONGEST_NAME = 4096;

  private static final int SHARED = 1;
  private static final int MAY_WRITE = 1 << 1;
  private static final int GROWS_DOWN = 1 << 2;
  private static final int RESERVED = 1 << 3;
  private static final int FILE = 1 << 4;
  private static final int ALL_FLAGS = (1 << 5) - 1;
  private static final int ALL_PROTECTION = 7;
  private static final int LAST_KEY = 15;

  private MappingCode() {}

  static void write(ByteWriter to, Mapping mapping) {
    write(to, mapping.start(), mapping.end(), mapping.attributes());
  }

  static void write(ByteWriter to, long start, long end, MappingAttributes attributes) {
    to.number(start >>> PAGE_SHIFT);
    to.number(end - start >>> PAGE_SHIFT);
    to.put(attributes.protection());
    to.put(attributes.key());
    to.put(
        (attributes.shared() ? SHARED : 0)
            | (attributes.mayWrite() ? MAY_WRITE : 0)
            | (attributes.growsDown() ? GROWS_DOWN : 0)
            | (attributes.reserved() ? RESERVED : 0)
            | (attributes.file() != null ? FILE : 0));
    to.text(cut(attributes.name()));
    if (attributes.file() != null) {
      to.text(cut(attributes.file().name()));
      to.difference(attributes.fileBias());
    }
  }

  private static String cut(String name) {
    return name.length() <= LONGEST_NAME / 4 ? name : name.substring(0, LONGEST_NAME / 4);
  }

  /** Reads a mapping and makes it. */
  static void apply(ByteReader from, MemoryImage memory) {
    final long start = page(from);
    final long end = start + page(from);
    final int protection = from.number(ALL_PROTECTION);
    final int key = from.number(LAST_KEY);
    final int flags = from.number(ALL_FLAGS);
    final String name = from.text(LONGEST_NAME);
    final boolean ofFile = (flags & FILE) != 0;
    final FileBacking file = ofFile ? new RecordedFile(from.text(LONGEST_NAME)) : null;
    final long bias = ofFile ? from.difference() : 0;
    check(start, end);
    memory.map(
        start,
        end,
        new MappingAttributes(
            protection,
            key,
            (flags & SHARED) != 0,
            (flags & MAY_WRITE) != 0,
            (flags & GROWS_DOWN) != 0,
            (flags & RESERVED) != 0,
            file,
            bias,
            name));
  }

  /** Reads a range and unmaps it. */
  static void applyUnmap(ByteReader from, MemoryImage memory) {
    final long start = page(from);
    final long end = start + page(from);
    check(start, end);
    memory.unmap(start, end);
  }

  private static long page(ByteReader from) {
    final long number = from.number();
    if (number < 0 || number > AddressSpace.LIMIT >>> PAGE_SHIFT) {
      throw ByteReader.damaged();
    }
    return number << PAGE_SHIFT;
  }

  private static void check(long start, long end) {
    if (start >= end || end > AddressSpace.LIMIT) {
      throw ByteReader.damaged();
    }
  }
}
