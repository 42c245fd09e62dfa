package dev.cubicle.tracing.timeline;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * One message of a protocol buffer that is put together field by field, used again and again. What
 * contains it needs its length first, so it is kept until then.
 */
final class ProtoMessage {
  private static final int USUAL_BYTES = 512;

  private final Bytes bytes = new Bytes();
  private final CodedOutputStream fields = CodedOutputStream.newInstance(bytes, USUAL_BYTES);

  /** Bytes that are handed on without a copy. */
  private static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(USUAL_BYTES);
    }

    void into(CodedOutputStream target) throws IOException {
      target.write(buf, 0, count);
    }
  }

  void varint(int field, long value) {
    try {
      fields.writeUInt64(field, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void fixed64(int field, long value) {
    try {
      fields.writeFixed64(field, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void text(int field, String value) {
    try {
      fields.writeString(field, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a whole message and empties it. */
  void message(int field, ProtoMessage inner) {
    try {
      inner.moveInto(fields, field);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void moveInto(CodedOutputStream target, int field) throws IOException {
    fields.flush();
    target.writeTag(field, 2);
    target.writeUInt32NoTag(bytes.size());
    bytes.into(target);
    bytes.reset();
  }

  /** Writes it without a length and empties it. */
  void writeTo(OutputStream stream) throws IOException {
    fields.flush();
    bytes.writeTo(stream);
    bytes.reset();
  }

  /** How many bytes it has. */
  int size() {
    try {
      fields.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.size();
  }
}
