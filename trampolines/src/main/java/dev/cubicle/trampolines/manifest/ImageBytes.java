package dev.cubicle.trampolines.manifest;

import dev.cubicle.trampolines.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes that were written by others, under a name for messages. Offsets may be any numbers. */
final class ImageBytes {
  private static final int MAXIMUM_NAME = 512;

  private final String name;
  private final ByteBuffer bytes;

  ImageBytes(String name, ByteBuffer bytes) {
    this.name = name;
    this.bytes = bytes.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  int size() {
    return bytes.limit();
  }

  boolean holds(long offset, long length) {
    return offset >= 0 && length >= 0 && length <= size() && offset <= size() - length;
  }

  /** Little-endian and read-only; empty if not all of it is in the file. */
  Optional<ByteBuffer> slice(long offset, long length) {
    return holds(offset, length)
        ? Optional.of(bytes.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN))
        : Optional.empty();
  }

  /** {@code what} is the subject of the message: "its program headers". */
  ByteBuffer piece(long offset, long length, String what) throws BadInputException {
    return slice(offset, length)
        .orElseThrow(
            () ->
                defect(
                    "%s lie outside the file: it is truncated or damaged; build it again", what));
  }

  BadInputException defect(String format, Object... arguments) {
    return new BadInputException(name + ": " + format.formatted(arguments));
  }

  /**
   * The string at {@code offset} up to a NUL or the buffer's end, with what could upset a terminal
   * replaced.
   */
  static String string(ByteBuffer table, long offset) {
    if (offset < 0 || offset >= table.limit()) {
      return "";
    }
    int start = (int) offset;
    int end = start;
    boolean printable = true;
    int limit = Math.min(table.limit(), start + MAXIMUM_NAME);
    for (byte next; end < limit && (next = table.get(end)) != 0; end++) {
      printable &= isPrintable(next);
    }
    byte[] text = new byte[end - start];
    table.get(start, text);
    if (!printable) {
      for (int i = 0; i < text.length; i++) {
        text[i] = isPrintable(text[i]) ? text[i] : (byte) '?';
      }
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static boolean isPrintable(byte value) {
    return value > ' ' && value < 0x7f;
  }
}
