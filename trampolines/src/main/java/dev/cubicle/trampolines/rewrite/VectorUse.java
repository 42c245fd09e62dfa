package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;

/**
 * Which vector registers an object's code may hold something in across a SYSCALL. XMM0 to XMM7
 * carry arguments and results, so that they may be in use where no instruction names them. The
 * others survive no call from one object to another (System V ABI, AMD64 supplement, section
 * 3.2.1), only calls within one object, whose compiler may know that they do: some instruction of
 * the object then names them.
 */
final class VectorUse {
  private VectorUse() {}

  /** Whether that is XMM0 to XMM7 alone, without their upper halves. More when in doubt. */
  static boolean isLow(ObjectFile object) {
    for (Section section : object.sections()) {
      if (section.isCode()
          && section.type() == Section.SHT_PROGBITS
          && !isLow(new SectionCode(object, section))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLow(SectionCode code) {
    byte[] bytes = code.bytes();
    InstructionDecoder decoder = new InstructionDecoder();
    for (int start : code.starts()) {
      Integer next = code.starts().higher(start);
      int end = next == null ? bytes.length : next;
      for (int at = start; at < end; at = decoder.end()) {
        if (!decoder.decode(bytes, at, end) || usesHigh(decoder)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean usesHigh(InstructionDecoder instruction) {
    if (instruction.vector()) {
      return true;
    }
    if (!isVector(instruction.map(), instruction.opcode())) {
      return savesAll(instruction);
    }
    boolean register = (instruction.rex() & 4) != 0;
    // Else it is a base register's.
    boolean operand = (instruction.rex() & 1) != 0 && !instruction.hasMemory();
    return switch (instruction.map() == 1 ? instruction.opcode() : 0) {
      case 0x2a, 0x6e -> register; // CVTSI2SD, MOVD: from a general register
      case 0x2c, 0x2d -> operand;
      case 0x7e -> register || operand && !instruction.operandSize();
      default -> register || operand;
    };
  }

  /** SDM volume 2, appendix A: the rows of SSE's instructions, some of others among them. */
  private static boolean isVector(int map, int opcode) {
    return switch (map) {
      case InstructionDecoder.ONE_BYTE -> false;
      case 1 ->
          opcode >= 0x10 && opcode < 0x18
              || opcode >= 0x28 && opcode < 0x30
              || opcode >= 0x50 && opcode < 0x80
              || opcode >= 0xc2 && opcode < 0xc7
              || opcode >= 0xd0;
      default -> true;
    };
  }

  /** FXSAVE and XSAVE, and what loads what they save. */
  private static boolean savesAll(InstructionDecoder instruction) {
    return instruction.map() == 1
        && instruction.hasMemory()
        && switch (instruction.opcode()) {
          case 0xae -> instruction.extension() != 2 && instruction.extension() != 3;
          case 0xc7 -> instruction.extension() != 1;
          default -> false;
        };
  }
}
