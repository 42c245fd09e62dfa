package dev.cubicle.trampolines.dwarf;

import java.nio.charset.StandardCharsets;

/** Reads little-endian values one after the other. */
final class Cursor {
  private static final int LONGEST_NAME = 1 << 16;

  private final byte[] data;
  private int position;
  private int end;

  Cursor(byte[] data, long position) throws DwarfException {
    this.data = data;
    end = data.length;
    seek(position);
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    return position >= end;
  }

  void seek(long to) throws DwarfException {
    if (to < 0 || to > end) {
      throw new DwarfException("an offset lies outside its section");
    }
    position = (int) to;
  }

  /** Lets the data end {@code size} bytes from here. */
  void limit(long size) throws DwarfException {
    if (size < 0 || size > end - position) {
      throw new DwarfException("a unit is cut off");
    }
    end = position + (int) size;
  }

  void skip(long size) throws DwarfException {
    if (size < 0 || size > end - position) {
      throw new DwarfException("a value is cut off");
    }
    position += (int) size;
  }

  /** An unsigned value, or all 64 bits. */
  long fixed(int size) throws DwarfException {
    int at = position;
    skip(size);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | Byte.toUnsignedLong(data[at + i]);
    }
    return value;
  }

  int u8() throws DwarfException {
    return (int) fixed(1);
  }

  int u16() throws DwarfException {
    return (int) fixed(2);
  }

  /** ULEB128; bits beyond the 64th are lost. */
  long uleb() throws DwarfException {
    long value = 0;
    int shift = 0;
    int next;
    do {
      next = u8();
      if (shift < Long.SIZE) {
        value |= (next & 0x7fL) << shift;
      }
      shift += 7;
    } while (next >= 0x80);
    return value;
  }

  /** SLEB128; bits beyond the 64th are lost. */
  long sleb() throws DwarfException {
    int start = position();
    long value = uleb();
    int bits = 7 * (position() - start);
    boolean isNegative = bits < Long.SIZE && (value >> bits - 1 & 1) != 0;
    return isNegative ? value | -1L << bits : value;
  }

  /** A value that must be small, such as a code or an attribute's name. */
  int small() throws DwarfException {
    long value = uleb();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new DwarfException("a code is out of range");
    }
    return (int) value;
  }

  /** Steps over a NUL-terminated string. */
  void skipString() throws DwarfException {
    while (u8() != 0) {
      continue;
    }
  }

  /** A NUL-terminated string. */
  String string() throws DwarfException {
    int start = position;
    skipString();
    int length = position - 1 - start;
    if (length > LONGEST_NAME) {
      throw new DwarfException("a name of " + length + " bytes");
    }
    return new String(data, start, length, StandardCharsets.ISO_8859_1);
  }
}
