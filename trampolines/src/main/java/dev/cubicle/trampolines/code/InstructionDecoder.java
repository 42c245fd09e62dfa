package dev.cubicle.trampolines.code;

/**
 * Finds the parts of an instruction of 64-bit mode (SDM volume 2, chapter 2 and appendix A): enough
 * to walk through code at some 100 million instructions a second and to know which bytes are
 * immediate or displacement. What it is not sure of it does not decode. Names and operands are
 * Capstone's business.
 *
 * <p>One object is used for many instructions; every accessor speaks of the last one that {@link
 * #decode} took.
 */
public final class InstructionDecoder {
  /** The longest an instruction may be; more is #GP. */
  public static final int LONGEST = 15;

  /**
   * {@link #map} of opcodes without 0F; then 1 for 0F, 2 for 0F 38, 3 for 0F 3A, and VEX's 5 and 6.
   */
  public static final int ONE_BYTE = 0;

  private static final int OPERAND_SIZE = 0x66;
  private static final int ADDRESS_SIZE = 0x67;

  private int start;
  private int end;
  private int opcodeOffset;
  private int map;
  private int opcode;
  private int rex;
  private boolean vector;
  private boolean operandSize;
  private boolean addressSize;
  private int modRmOffset;
  private int modRm;
  private int displacementOffset;
  private int displacementSize;
  private int immediateOffset;
  private int immediateSize;
  private boolean relative;

  /** Whether a byte is a legacy or REX prefix (SDM volume 2, sections 2.1.1 and 2.2.1). */
  public static boolean isPrefix(int value) {
    return value >> 4 == 4
        || switch (value) {
          case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, OPERAND_SIZE, ADDRESS_SIZE, 0xf0, 0xf2, 0xf3 ->
              true;
          default -> false;
        };
  }

  /**
   * Takes the instruction at {@code offset}.
   *
   * @param limit the end of the code, at most {@code code.length}
   * @return whether there is a whole one that is known
   */
  public boolean decode(byte[] code, int offset, int limit) {
    start = offset;
    int bound = Math.min(limit, offset + LONGEST);
    modRmOffset = -1;
    modRm = 0;
    displacementSize = 0;
    immediateSize = 0;
    relative = false;
    vector = false;
    int at = prefixes(code, offset, bound);
    if (at >= bound) {
      return false;
    }
    opcodeOffset = at;
    at = opcode(code, at, bound);
    if (at < 0) {
      return false;
    }
    char form = form();
    if (form == OpcodeForms.UNKNOWN) {
      return false;
    }
    if (OpcodeForms.hasModRm(form)) {
      at = modRm(code, at, bound);
      if (at < 0 || !OpcodeForms.isKnown(map, opcode, modRm)) {
        return false;
      }
    }
    immediateOffset = at;
    immediateSize = OpcodeForms.immediateSize(form, this);
    relative = OpcodeForms.isRelative(form);
    if (relative && operandSize && !wide() && immediateSize > 1) {
      return false; // 66 E8: 16 bits on some processors, 32 on others.
    }
    end = at + immediateSize;
    return end <= bound;
  }

  private int prefixes(byte[] code, int from, int bound) {
    rex = 0;
    operandSize = false;
    addressSize = false;
    int at = from;
    while (at < bound && isPrefix(code[at] & 0xff)) {
      int value = code[at] & 0xff;
      // A REX prefix counts only immediately before the opcode.
      rex = value >> 4 == 4 ? value : 0;
      operandSize |= value == OPERAND_SIZE;
      addressSize |= value == ADDRESS_SIZE;
      at++;
    }
    return at;
  }

  /** Reads escapes and opcode; the offset behind it, or −1. */
  private int opcode(byte[] code, int from, int bound) {
    int first = code[from] & 0xff;
    switch (first) {
      case 0x0f -> {
        return escaped(code, from + 1, bound);
      }
      case 0xc5 -> {
        return vectorOpcode(code, from, 2, 1, bound);
      }
      case 0xc4 -> {
        return from + 1 < bound ? vectorOpcode(code, from, 3, code[from + 1] & 0x1f, bound) : -1;
      }
      case 0x62 -> {
        return from + 1 < bound ? vectorOpcode(code, from, 4, code[from + 1] & 7, bound) : -1;
      }
      default -> {
        map = ONE_BYTE;
        opcode = first;
        return from + 1;
      }
    }
  }

  private int escaped(byte[] code, int from, int bound) {
    if (from >= bound) {
      return -1;
    }
    int second = code[from] & 0xff;
    map = second == 0x38 ? 2 : second == 0x3a ? 3 : 1;
    int at = map == 1 ? from : from + 1;
    if (at >= bound) {
      return -1;
    }
    opcode = code[at] & 0xff;
    return at + 1;
  }

  /** {@code size}: of the VEX or EVEX prefix. */
  private int vectorOpcode(byte[] code, int from, int size, int vectorMap, int bound) {
    boolean known =
        vectorMap >= 1 && vectorMap <= 3 || size == 4 && (vectorMap == 5 || vectorMap == 6);
    if (!known || rex != 0 || operandSize || from + size >= bound) {
      return -1;
    }
    vector = true;
    map = vectorMap;
    opcode = code[from + size] & 0xff;
    return from + size + 1;
  }

  private char form() {
    return vector ? OpcodeForms.vector(map, opcode) : OpcodeForms.legacy(map, opcode);
  }

  /** Reads ModRM, SIB and displacement; the offset behind them, or −1. */
  private int modRm(byte[] code, int from, int bound) {
    if (from >= bound) {
      return -1;
    }
    modRmOffset = from;
    modRm = code[from] & 0xff;
    int at = from + 1;
    int mode = modRm >> 6;
    int base = modRm & 7;
    if (mode != 3 && base == 4) {
      if (at >= bound) {
        return -1;
      }
      base = code[at] & 7;
      at++;
    }
    // Base 5 without a displacement means one of 32 bits: relative to RIP, or alone behind SIB.
    displacementOffset = at;
    displacementSize = mode == 1 ? 1 : mode == 2 || mode == 0 && base == 5 ? 4 : 0;
    return at + displacementSize;
  }

  public int start() {
    return start;
  }

  /** The offset behind the instruction. */
  public int end() {
    return end;
  }

  public int length() {
    return end - start;
  }

  /** Where the opcode begins: behind legacy and REX prefixes, with 0F, VEX and EVEX. */
  public int opcodeOffset() {
    return opcodeOffset;
  }

  /** Which table {@link #opcode} is of. */
  public int map() {
    return map;
  }

  /** The opcode's last byte. */
  public int opcode() {
    return opcode;
  }

  /** Whether VEX or EVEX introduces it. */
  public boolean vector() {
    return vector;
  }

  public boolean hasModRm() {
    return modRmOffset >= 0;
  }

  /** Meaningful if {@link #hasModRm}. */
  public int modRmOffset() {
    return modRmOffset;
  }

  /** Meaningful if {@link #hasModRm}. */
  public int modRm() {
    return modRm;
  }

  /** The reg field of ModRM without REX.R, which for some opcodes extends the opcode. */
  public int extension() {
    return modRm >> 3 & 7;
  }

  /** Whether ModRM denotes memory. */
  public boolean hasMemory() {
    return hasModRm() && modRm >> 6 != 3;
  }

  /** Whether the memory operand is relative to RIP. */
  public boolean ripRelative() {
    return hasModRm() && (modRm & 0xc7) == 5;
  }

  /** The REX prefix, or 0. */
  public int rex() {
    return rex;
  }

  /** Whether REX.W is set. */
  public boolean wide() {
    return (rex & 8) != 0;
  }

  /** Whether 66 is among the prefixes. */
  public boolean operandSize() {
    return operandSize;
  }

  /** Whether 67 is among the prefixes. */
  public boolean addressSize() {
    return addressSize;
  }

  /** Meaningful if {@link #displacementSize} is not 0. */
  public int displacementOffset() {
    return displacementOffset;
  }

  /** 0, 1 or 4. */
  public int displacementSize() {
    return displacementSize;
  }

  /** Meaningful if {@link #immediateSize} is not 0. */
  public int immediateOffset() {
    return immediateOffset;
  }

  /** 0, 1, 2, 3 (ENTER), 4 or 8. */
  public int immediateSize() {
    return immediateSize;
  }

  /** Whether it is a jump, call, loop or XBEGIN whose immediate is a distance from its end. */
  public boolean relative() {
    return relative;
  }
}
