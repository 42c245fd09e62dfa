package dev.cubicle.emulator.debug;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the auxiliary vector on the stack that a program starts with (System V ABI, 3.4.1). */
public final class AuxiliaryVector {
  private static final int WORD = Long.BYTES;
  private static final int PAIR = 2 * WORD;
  private static final int MAXIMUM_PAIRS = 64;

  /** More than Linux takes. */
  private static final int MAXIMUM_STRINGS = 1 << 18;

  /** Where to read from. */
  @FunctionalInterface
  public interface Source {
    /** As many bytes from {@code address} on as can be read. */
    byte[] read(long address, int length);
  }

  private AuxiliaryVector() {}

  /** Its bytes, AT_NULL included; none if there is no such thing at {@code stackPointer}. */
  public static byte[] read(Source memory, long stackPointer) {
    final long arguments = word(memory, stackPointer);
    if (arguments < 0 || arguments > MAXIMUM_STRINGS) {
      return new byte[0];
    }
    long at = stackPointer + WORD * (arguments + 2);
    for (int i = 0; word(memory, at) != 0 && i < MAXIMUM_STRINGS; i++) {
      at += WORD;
    }
    at += WORD;
    for (int pairs = 1; pairs <= MAXIMUM_PAIRS; pairs++) {
      if (word(memory, at + (pairs - 1L) * PAIR) == 0) {
        return memory.read(at, pairs * PAIR);
      }
    }
    return new byte[0];
  }

  private static long word(Source memory, long address) {
    final byte[] bytes = memory.read(address, WORD);
    return bytes.length < WORD
        ? 0
        : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
