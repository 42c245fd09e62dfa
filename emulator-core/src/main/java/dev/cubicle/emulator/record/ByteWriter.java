package dev.cubicle.emulator.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects bytes: numbers as LEB128 varints, zigzag-coded where they may be negative. */
final class ByteWriter {
  private byte[] bytes;
  private int length;

  ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  /** The bytes themselves, valid up to {@link #length}. */
  byte[] array() {
    return bytes;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /** Forgets what came behind the first {@code newLength} bytes. */
  void truncate(int newLength) {
    length = newLength;
  }

  /** Makes room for {@code count} bytes and takes them; the caller fills them in. */
  int reserve(int count) {
    final int at = length;
    if (at + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(at + count, 2 * bytes.length));
    }
    length = at + count;
    return at;
  }

  void put(int value) {
    final int at = reserve(1);
    bytes[at] = (byte) value;
  }

  /** A number, as unsigned. */
  void number(long value) {
    int at = reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    length = at;
  }

  /** A number that may be negative. */
  void difference(long value) {
    number(value << 1 ^ value >> 63);
  }

  void bytes(byte[] source, int offset, int count) {
    final int at = reserve(count);
    System.arraycopy(source, offset, bytes, at, count);
  }

  /** Length and UTF-8 bytes. */
  void text(String value) {
    final byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    number(encoded.length);
    bytes(encoded, 0, encoded.length);
  }
}
