package dev.cubicle.tracing.gdb;

/**
 * The x87 tag word, of which FXSAVE keeps only which registers are in use (SDM volume 1, sections
 * 8.1.7 and 10.5.1.1).
 */
final class TagWord {
  private static final int STATUS_WORD = 2;
  private static final int ABRIDGED = 4;
  private static final int STACK = 32;

  private static final int VALID = 0;
  private static final int ZERO = 1;
  private static final int SPECIAL = 2;
  private static final int EMPTY = 3;
  private static final int MAXIMUM_EXPONENT = 0x7fff;

  private TagWord() {}

  /** The tag word of an FXSAVE image: two bits for each physical register. */
  static int full(byte[] image) {
    final int top = image[STATUS_WORD + 1] >> 3 & 7;
    int word = 0;
    for (int register = 0; register < 8; register++) {
      final boolean used = (image[ABRIDGED] >> register & 1) != 0;
      final int tag = used ? tag(image, STACK + 16 * (register - top & 7)) : EMPTY;
      word |= tag << 2 * register;
    }
    return word;
  }

  private static int tag(byte[] image, int at) {
    final int exponent = (image[at + 9] & 0x7f) << 8 | image[at + 8] & 0xff;
    long significand = 0;
    for (int i = 7; i >= 0; i--) {
      significand = significand << 8 | image[at + i] & 0xff;
    }
    if (exponent == 0 && significand == 0) {
      return ZERO;
    }
    return exponent == 0 || exponent == MAXIMUM_EXPONENT || significand >= 0 ? SPECIAL : VALID;
  }

  /** Stores a tag word in an FXSAVE image. */
  static void store(byte[] image, int word) {
    int abridged = 0;
    for (int register = 0; register < 8; register++) {
      if ((word >> 2 * register & EMPTY) != EMPTY) {
        abridged |= 1 << register;
      }
    }
    image[ABRIDGED] = (byte) abridged;
  }
}
