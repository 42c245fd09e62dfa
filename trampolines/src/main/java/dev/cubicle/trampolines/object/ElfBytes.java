package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Checked access to an object's bytes; whatever is out of bounds is named in the message. */
final class ElfBytes {
  private static final int LONGEST = 400;

  private final ObjectName name;
  private final ByteBuffer bytes;

  ElfBytes(ObjectName name, byte[] bytes) {
    this.name = name;
    this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  int size() {
    return bytes.limit();
  }

  /** A view of {@code size} bytes from {@code offset} on. */
  ByteBuffer slice(long offset, long size, String what) throws BadInputException {
    if (offset < 0 || size < 0 || offset > size() || size > size() - offset) {
      throw bad(
          "%s lies outside the file (offset 0x%x, size 0x%x): the file is cut off or damaged",
          what, offset, size);
    }
    return bytes.slice((int) offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  BadInputException bad(String format, Object... arguments) {
    String reason = format.formatted(arguments).replaceAll("\\p{Cntrl}", "?");
    String shown = reason.length() > LONGEST ? reason.substring(0, LONGEST) + "..." : reason;
    return new BadInputException(name + ": " + shown);
  }
}
