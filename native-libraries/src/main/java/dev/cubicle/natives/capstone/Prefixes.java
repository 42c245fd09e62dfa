package dev.cubicle.natives.capstone;

/** Instruction prefixes in 64-bit mode: SDM volume 2, sections 2.1.1 and 2.2.1. */
final class Prefixes {
  /** The longest an instruction may be, prefixes included; more is #GP. */
  static final int LONGEST_INSTRUCTION = 15;

  private Prefixes() {}

  /** The first offset from {@code from} on that holds no prefix; {@code code.length} at most. */
  static int end(byte[] code, int from) {
    int offset = from;
    while (offset < code.length && isPrefix(code[offset])) {
      offset++;
    }
    return offset;
  }

  /**
   * Whether {@code prefix} is among the bytes from {@code from} up to and excluding {@code end}.
   */
  static boolean contains(byte[] code, int from, int end, int prefix) {
    for (int offset = from; offset < end; offset++) {
      if (Byte.toUnsignedInt(code[offset]) == prefix) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPrefix(byte value) {
    int unsigned = Byte.toUnsignedInt(value);
    boolean rex = unsigned >> 4 == 4;
    return rex
        || switch (unsigned) {
          case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> true;
          default -> false;
        };
  }
}
