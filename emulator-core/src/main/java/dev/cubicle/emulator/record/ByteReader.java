package dev.cubicle.emulator.record;

import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} wrote; the bytes may have been made by anybody. */
final class ByteReader {
  private byte[] bytes = {};
  private int at;
  private int end;

  /** Goes on with these bytes; they are not copied. */
  void open(byte[] source, int length) {
    bytes = source;
    at = 0;
    end = length;
  }

  boolean atEnd() {
    return at == end;
  }

  int position() {
    return at;
  }

  void seek(int position) {
    at = position;
  }

  /** The next byte, which stays; −1 at the end. */
  int peek() {
    return at < end ? bytes[at] & 0xff : -1;
  }

  int next() {
    if (at >= end) {
      throw damaged();
    }
    return bytes[at++] & 0xff;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      final int next = next();
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw damaged();
  }

  /** A number of 0 to {@code maximum}. */
  int number(int maximum) {
    final long value = number();
    if (value < 0 || value > maximum) {
      throw damaged();
    }
    return (int) value;
  }

  long difference() {
    final long coded = number();
    return coded >>> 1 ^ -(coded & 1);
  }

  /** Where {@code count} bytes begin in {@link #array}; they are skipped. */
  int skip(int count) {
    if (count < 0 || count > end - at) {
      throw damaged();
    }
    at += count;
    return at - count;
  }

  byte[] array() {
    return bytes;
  }

  void bytes(byte[] target, int offset, int count) {
    System.arraycopy(bytes, skip(count), target, offset, count);
  }

  String text(int maximum) {
    final int length = number(maximum);
    return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
  }

  static RecordException damaged() {
    return new RecordException("the record is damaged");
  }
}
