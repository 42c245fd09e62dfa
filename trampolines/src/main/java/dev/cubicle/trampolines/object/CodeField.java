package dev.cubicle.trampolines.object;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stands around a 4-byte field in code, read from the bytes before it. They tell branches from
 * operands without knowing where instructions begin: directly before a RIP-relative displacement
 * stands its ModRM byte (mod 00, r/m 101), which is never the last opcode byte of a relative branch
 * (E8, E9, 0F 80 to 0F 8F, C7 F8); before the ModRM byte stands the opcode. Only where an immediate
 * follows the displacement, and the opcode map is in doubt, instruction boundaries are needed. SDM
 * volume 2, chapter 2 and appendix A.
 */
record CodeField(Form form, Set<Integer> immediateSizes) {
  /** The instruction that contains the field. */
  enum Form {
    /** A relative branch or call. */
    BRANCH,
    /** A branch or call through memory at the field's target. */
    INDIRECT_BRANCH,
    LEA,
    /** Any other RIP-relative operand. */
    MEMORY,
    /** No instruction with a relative field ends or has its displacement here. */
    NONE
  }

  private static final Set<Integer> NO_IMMEDIATE = Set.of(0);

  /**
   * @param at offset of the field
   */
  static CodeField at(ByteBuffer code, int at) {
    int last = byteAt(code, at - 1);
    int before = byteAt(code, at - 2);
    boolean isConditional = before == 0x0f && last >= 0x80 && last <= 0x8f;
    boolean isTransaction = before == 0xc7 && last == 0xf8;
    if (last == 0xe8 || last == 0xe9 || isConditional || isTransaction) {
      return new CodeField(Form.BRANCH, NO_IMMEDIATE);
    }
    if (!isRipRelative(last)) {
      return new CodeField(Form.NONE, NO_IMMEDIATE);
    }
    int operation = last >> 3 & 7;
    if (before == 0x8d) {
      return new CodeField(Form.LEA, NO_IMMEDIATE);
    }
    if (before == 0xff && (operation == 2 || operation == 4)) {
      return new CodeField(Form.INDIRECT_BRANCH, NO_IMMEDIATE);
    }
    return new CodeField(Form.MEMORY, immediates(code, at, before, operation));
  }

  static boolean isRipRelative(int modRm) {
    return (modRm & 0xc7) == 0x05;
  }

  /** The byte there, -1 outside. */
  static int byteAt(ByteBuffer code, int at) {
    return at < 0 || at >= code.limit() ? -1 : Byte.toUnsignedInt(code.get(at));
  }

  /** Bytes of immediate behind the displacement, in every way that the opcode can be read. */
  private static Set<Integer> immediates(ByteBuffer code, int at, int opcode, int operation) {
    Set<Integer> sizes = new TreeSet<>();
    int before = byteAt(code, at - 3);
    int escape = byteAt(code, at - 4);
    boolean hasOperandSize =
        before == 0x66
            || (isRex(before) && escape == 0x66)
            || (escape == 0x66 && isSegmentOrRepeat(before));
    sizes.add(oneByteMap(opcode, operation, hasOperandSize));
    if (before == 0x0f) {
      sizes.add(twoByteMap(opcode));
    }
    if (before == 0x3a && escape == 0x0f) {
      sizes.add(1);
    }
    if (before == 0x38 && escape == 0x0f) {
      sizes.add(0);
    }
    if (escape == 0xc5) {
      sizes.add(twoByteMap(opcode));
    }
    if (byteAt(code, at - 5) == 0xc4) {
      sizes.add(vectorMap(byteAt(code, at - 4) & 0x1f, opcode));
    }
    if (byteAt(code, at - 6) == 0x62) {
      sizes.add(vectorMap(byteAt(code, at - 5) & 7, opcode));
    }
    return sizes;
  }

  private static boolean isRex(int prefix) {
    return prefix >= 0x40 && prefix <= 0x4f;
  }

  private static boolean isSegmentOrRepeat(int prefix) {
    return switch (prefix) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0xf0, 0xf2, 0xf3 -> true;
      default -> false;
    };
  }

  private static int oneByteMap(int opcode, int operation, boolean hasOperandSize) {
    int full = hasOperandSize ? 2 : 4;
    return switch (opcode) {
      case 0x80, 0x83, 0xc0, 0xc1, 0xc6, 0x6b -> 1;
      case 0x81, 0xc7, 0x69 -> full;
      case 0xf6 -> operation <= 1 ? 1 : 0;
      case 0xf7 -> operation <= 1 ? full : 0;
      default -> 0;
    };
  }

  private static int twoByteMap(int opcode) {
    return switch (opcode) {
      case 0x70, 0x71, 0x72, 0x73, 0xa4, 0xac, 0xba, 0xc2, 0xc4, 0xc5, 0xc6 -> 1;
      default -> 0;
    };
  }

  private static int vectorMap(int map, int opcode) {
    return switch (map) {
      case 1 -> twoByteMap(opcode);
      case 3 -> 1;
      default -> 0;
    };
  }
}
