package dev.cubicle.trampolines.code;

/**
 * What follows each opcode in 64-bit mode: SDM volume 2, appendix A. One letter an opcode:
 *
 * <pre>
 * .  nothing                      x  no instruction of 64-bit mode, or one that is not known here
 * m  ModRM                        b  8 bits            z  16 or 32 bits, by operand size
 * M  ModRM and 8 bits             w  16 bits           Z  ModRM and 16 or 32 bits
 * r  distance of 8 bits           e  16 and 8 bits     R  distance of 32 bits
 * v  16, 32 or 64 bits            o  an address        f, F  ModRM and, for /0 and /1, as b and z
 * </pre>
 */
final class OpcodeForms {
  static final char UNKNOWN = 'x';

  private static final String ONE_BYTE =
      "mmmmbzxxmmmmbzxx" // 00
          + "mmmmbzxxmmmmbzxx" // 10
          + "mmmmbzxxmmmmbzxx" // 20
          + "mmmmbzxxmmmmbzxx" // 30
          + "xxxxxxxxxxxxxxxx" // 40: prefixes
          + "................" // 50
          + "xxxmxxxxzZbM...." // 60
          + "rrrrrrrrrrrrrrrr" // 70
          + "MZxMmmmmmmmmmmmm" // 80
          + "..........x....." // 90
          + "oooo....bz......" // a0
          + "bbbbbbbbvvvvvvvv" // b0
          + "MMw.xxMZe.w..bx." // c0
          + "mmmmxxx.mmmmmmmm" // d0
          + "rrrrbbbbRRxr...." // e0
          + "x.xx..fF......mm"; // f0

  private static final String TWO_BYTE =
      "mmmmx.....x.xm.M" // 00
          + "mmmmmmmmmmmmmmmm" // 10
          + "xxxxxxxxmmmmmmmm" // 20
          + "......x.xxxxxxxx" // 30
          + "mmmmmmmmmmmmmmmm" // 40
          + "mmmmmmmmmmmmmmmm" // 50
          + "mmmmmmmmmmmmmmmm" // 60
          + "MMMMmmm.xxxxmmmm" // 70
          + "RRRRRRRRRRRRRRRR" // 80
          + "mmmmmmmmmmmmmmmm" // 90
          + "...mMmxx...mMmmm" // a0
          + "mmmmmmmmmmMmmmmm" // b0
          + "mmMmMMMm........" // c0
          + "mmmmmmmmmmmmmmmm" // d0
          + "mmmmmmmmmmmmmmmm" // e0
          + "mmmmmmmmmmmmmmmm"; // f0

  private OpcodeForms() {}

  static char legacy(int map, int opcode) {
    return switch (map) {
      case InstructionDecoder.ONE_BYTE -> ONE_BYTE.charAt(opcode);
      case 1 -> TWO_BYTE.charAt(opcode);
      case 2 -> 'm';
      default -> 'M';
    };
  }

  /** With a VEX or EVEX prefix. */
  static char vector(int map, int opcode) {
    return switch (map) {
      case 1 -> vectorTwoByte(opcode);
      case 3 -> 'M';
      default -> 'm';
    };
  }

  private static char vectorTwoByte(int opcode) {
    return switch (opcode) {
      case 0x77 -> '.'; // VZEROUPPER
      case 0x70, 0x71, 0x72, 0x73, 0xc2, 0xc4, 0xc5, 0xc6 -> 'M';
      default -> 'm';
    };
  }

  static boolean hasModRm(char form) {
    return switch (form) {
      case 'm', 'M', 'Z', 'f', 'F' -> true;
      default -> false;
    };
  }

  /** Exceptions that ModRM makes. */
  static boolean isKnown(int map, int opcode, int modRm) {
    return map != InstructionDecoder.ONE_BYTE
        || switch (opcode) {
          case 0x8f -> (modRm >> 3 & 7) == 0; // POP; else AMD's XOP instructions begin so.
          case 0xc7 -> modRm != 0xf8; // XBEGIN: a jump.
          default -> true;
        };
  }

  static boolean isRelative(char form) {
    return form == 'r' || form == 'R';
  }

  static int immediateSize(char form, InstructionDecoder instruction) {
    return switch (form) {
      case 'b', 'M', 'r' -> 1;
      case 'w' -> 2;
      case 'e' -> 3;
      case 'R' -> 4;
      case 'z', 'Z' -> operand(instruction);
      case 'v' -> instruction.wide() ? 8 : operand(instruction);
      case 'o' -> instruction.addressSize() ? 4 : 8;
      case 'f' -> instruction.extension() < 2 ? 1 : 0;
      case 'F' -> instruction.extension() < 2 ? operand(instruction) : 0;
      default -> 0;
    };
  }

  private static int operand(InstructionDecoder instruction) {
    return instruction.operandSize() && !instruction.wide() ? 2 : 4;
  }
}
