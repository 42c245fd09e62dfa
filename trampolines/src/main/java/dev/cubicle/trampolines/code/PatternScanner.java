package dev.cubicle.trampolines.code;

import java.util.ArrayList;
import java.util.List;

/** Finds every {@link Pattern} at every offset. */
public final class PatternScanner {
  private static final int ESCAPE = 0x0f;
  private static final int REX2 = 0xd5;
  private static final int INT = 0xcd;
  private static final int REP = 0xf3;

  /** An instruction has 15 bytes at most, and 3 of them are WRFSBASE's opcode and ModRM. */
  private static final int MAXIMUM_PREFIXES = 12;

  private PatternScanner() {}

  /** All patterns in {@code code}, by offset. */
  public static List<Hit> scan(byte[] code) {
    List<Hit> hits = new ArrayList<>();
    int last = code.length - 1;
    for (int offset = 0; offset < last; offset++) {
      switch (code[offset] & 0xff) {
        case ESCAPE -> twoByteOpcode(code, offset, offset + 1, hits);
        case REX2 -> {
          if (code[offset + 1] < 0) {
            twoByteOpcode(code, offset, offset + 2, hits);
          }
        }
        case INT -> {
          if (code[offset + 1] == (byte) 0x80) {
            hits.add(new Hit(Pattern.INT_80, offset, 2));
          }
        }
        default -> {}
      }
    }
    return hits;
  }

  /**
   * @param start of the escape
   * @param opcode offset of the byte behind it
   */
  private static void twoByteOpcode(byte[] code, int start, int opcode, List<Hit> hits) {
    int modRm = at(code, opcode + 1);
    switch (at(code, opcode)) {
      case 0x05 -> hits.add(new Hit(Pattern.SYSCALL, start, opcode + 1 - start));
      case 0x34 -> hits.add(new Hit(Pattern.SYSENTER, start, opcode + 1 - start));
      case 0x01 -> {
        if (modRm == 0xef) {
          hits.add(new Hit(Pattern.WRPKRU, start, opcode + 2 - start));
        }
      }
      case 0xae -> group15(code, start, opcode + 2, modRm, hits);
      default -> {}
    }
  }

  private static void group15(byte[] code, int start, int end, int modRm, List<Hit> hits) {
    if (modRm < 0) {
      return;
    }
    int extension = modRm >> 3 & 7;
    if (modRm >> 6 != 3) {
      if (extension == 5) {
        hits.add(new Hit(Pattern.XRSTOR, start, end - start));
      }
    } else if (extension == 2 || extension == 3) {
      int rep = repBefore(code, start);
      if (rep >= 0) {
        Pattern pattern = extension == 2 ? Pattern.WRFSBASE : Pattern.WRGSBASE;
        hits.add(new Hit(pattern, rep, end - rep));
      }
    }
  }

  /** The nearest F3 with nothing but prefixes between it and {@code opcode}, or −1. */
  private static int repBefore(byte[] code, int opcode) {
    for (int offset = opcode - 1; offset >= 0 && offset >= opcode - MAXIMUM_PREFIXES; offset--) {
      int value = at(code, offset);
      if (value == REP) {
        return offset;
      }
      if (!InstructionDecoder.isPrefix(value)) {
        return -1;
      }
    }
    return -1;
  }

  private static int at(byte[] code, int offset) {
    return offset < code.length ? code[offset] & 0xff : -1;
  }
}
