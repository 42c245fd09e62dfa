package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.InstructionDecoder;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * XSAVE, XSAVEC, XSAVEOPT and XRSTOR become FXSAVE and FXRSTOR, which are as long and use the same
 * bytes of the same area (SDM volume 1, sections 10.5.1 and 13.4.1). All of a component's do, or
 * what one of them leaves would not be what another expects.
 */
final class StateInstructions {
  private static final int GROUP_15 = 0xae;
  private static final int GROUP_9 = 0xc7;
  private static final int FXSAVE = 0;
  private static final int FXRSTOR = 1;
  private static final int KEEP = -1;

  /** Where something was found that may be one of them, but is amid what cannot be read. */
  private OptionalInt doubt = OptionalInt.empty();

  private final SectionCode code;
  private int count;

  private StateInstructions(SectionCode code) {
    this.code = code;
  }

  /**
   * Replaces those of a section.
   *
   * @param count of them
   * @param doubt offset of what may be another, amid bytes that are no code
   */
  record Replaced(int count, OptionalInt doubt) {}

  static Replaced replace(SectionCode code) {
    StateInstructions instructions = new StateInstructions(code);
    instructions.sweep();
    return new Replaced(instructions.count, instructions.doubt);
  }

  private void sweep() {
    InstructionDecoder decoder = new InstructionDecoder();
    for (int start : code.starts()) {
      Integer next = code.starts().higher(start);
      int end = next == null ? code.size() : next;
      int at = start;
      while (at < end && decoder.decode(code.bytes(), at, end)) {
        int instead = instead(decoder);
        if (instead != KEEP && hasNoMandatoryPrefix(decoder)) {
          replace(decoder, instead);
        }
        at = decoder.end();
      }
      lookForOthers(at, end);
    }
  }

  private void replace(InstructionDecoder instruction, int extension) {
    byte[] bytes = Arrays.copyOfRange(code.bytes(), instruction.opcodeOffset(), instruction.end());
    bytes[1] = (byte) GROUP_15;
    bytes[2] = (byte) (instruction.modRm() & ~0x38 | extension << 3);
    code.patch(instruction.opcodeOffset(), bytes);
    count++;
  }

  private static int instead(InstructionDecoder instruction) {
    return instruction.vector() || instruction.map() != 1 || !instruction.hasMemory()
        ? KEEP
        : instead(instruction.opcode(), instruction.extension());
  }

  /** The extension of 0F AE that does instead. */
  private static int instead(int opcode, int extension) {
    if (opcode == GROUP_15) {
      return switch (extension) {
        case 4, 6 -> FXSAVE;
        case 5 -> FXRSTOR;
        default -> KEEP;
      };
    }
    return opcode == GROUP_9 && extension == 4 ? FXSAVE : KEEP;
  }

  /** With 66, F2 or F3 they are other instructions: CLWB, PTWRITE. */
  private boolean hasNoMandatoryPrefix(InstructionDecoder instruction) {
    for (int at = instruction.start(); at < instruction.opcodeOffset(); at++) {
      int value = code.bytes()[at] & 0xff;
      if (value == 0x66 || value == 0xf2 || value == 0xf3) {
        return false;
      }
    }
    return true;
  }

  private void lookForOthers(int from, int end) {
    byte[] bytes = code.bytes();
    for (int at = from; at + 2 < end && doubt.isEmpty(); at++) {
      int modRm = bytes[at + 2] & 0xff;
      if (bytes[at] == 0x0f
          && modRm >> 6 != 3
          && instead(bytes[at + 1] & 0xff, modRm >> 3 & 7) != KEEP) {
        doubt = OptionalInt.of(at);
      }
    }
  }
}
