package dev.cubicle.tracing.timeline;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One message of a protocol buffer (protobuf.dev, "Encoding") that is put together field by field,
 * used again and again. What contains it needs its length first, so it is kept until then.
 *
 * <p>The libraries' streams cannot be used again, or copy through several layers; a call between
 * cubicles takes a microsecond, and makes some ten messages.
 */
final class ProtoMessage {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_LENGTH = 2;
  private static final int WIRE_BITS = 3;

  /** A tag and a varint of 64 bits. */
  private static final int MOST_BYTES = 15;

  private static final int USUAL_BYTES = 512;

  private byte[] bytes = new byte[USUAL_BYTES];
  private int size;

  void varint(int field, long value) {
    room(MOST_BYTES);
    raw((long) field << WIRE_BITS | WIRE_VARINT);
    raw(value);
  }

  void fixed64(int field, long value) {
    room(MOST_BYTES);
    raw((long) field << WIRE_BITS | WIRE_FIXED64);
    LONGS.set(bytes, size, value);
    size += Long.BYTES;
  }

  void text(int field, String value) {
    final byte[] text = value.getBytes(StandardCharsets.UTF_8);
    begin(field, text.length);
    copy(text, text.length);
  }

  /** Adds a whole message and empties it. */
  void message(int field, ProtoMessage inner) {
    begin(field, inner.size);
    copy(inner.bytes, inner.size);
    inner.size = 0;
  }

  private void begin(int field, int length) {
    room(MOST_BYTES + length);
    raw((long) field << WIRE_BITS | WIRE_LENGTH);
    raw(length);
  }

  private void copy(byte[] source, int length) {
    System.arraycopy(source, 0, bytes, size, length);
    size += length;
  }

  /** Seven bits a byte, the low ones first; all but the last have bit 7 set. */
  private void raw(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  /** Writes it without a length and empties it. */
  void writeTo(OutputStream stream) throws IOException {
    try {
      stream.write(bytes, 0, size);
    } finally {
      size = 0;
    }
  }

  /** How many bytes it has. */
  int size() {
    return size;
  }
}
