package dev.cubicle.trampolines.rewrite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Replaces the immediate operand of an instruction on a register by the same number in read-only
 * memory: {@code or $imm, %r13d} becomes {@code or constant(%rip), %r13d}, which does the same to
 * registers and flags.
 */
final class ConstantOperand {
  private static final int TEST = 8;
  private static final int MOV = 9;

  private ConstantOperand() {}

  static Optional<Fragment> of(ParsedInstruction instruction) {
    if (instruction.parts().vector()
        || instruction.parts().map() != 0
        || !instruction.relocations().isEmpty()
        || !instruction.hasPlainPrefixes()) {
      return Optional.empty();
    }
    int opcode = instruction.parts().opcode();
    boolean register = instruction.parts().hasModRm() && !instruction.parts().hasMemory();
    int extension = instruction.parts().extension();
    int operand = instruction.operand();
    int accumulator = 0;
    int low = (opcode & 7) | (instruction.parts().rex() & 1) << 3;
    if (opcode < 0x40 && (opcode & 6) == 4) {
      return Optional.of(encode(instruction, opcode >> 3, accumulator, (opcode & 1) == 0));
    }
    return switch (opcode) {
      case 0xa8, 0xa9 -> Optional.of(encode(instruction, TEST, accumulator, opcode == 0xa8));
      case 0x80, 0x81, 0x83 ->
          register
              ? Optional.of(encode(instruction, extension, operand, opcode == 0x80))
              : Optional.empty();
      case 0xf6, 0xf7 ->
          register && extension < 2
              ? Optional.of(encode(instruction, TEST, operand, opcode == 0xf6))
              : Optional.empty();
      case 0xc6, 0xc7 ->
          register && extension == 0
              ? Optional.of(encode(instruction, MOV, operand, opcode == 0xc6))
              : Optional.empty();
      case 0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7 ->
          Optional.of(encode(instruction, MOV, low, true));
      case 0xb8, 0xb9, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf ->
          Optional.of(encode(instruction, MOV, low, false));
      case 0x69, 0x6b -> register ? multiply(instruction) : Optional.empty();
      case 0x68, 0x6a ->
          instruction.parts().operandSize()
              ? Optional.empty()
              : Optional.of(
                  new Code()
                      .put(0xff, 0x35)
                      .constant(number(instruction.immediate(), Long.BYTES))
                      .done());
      default -> Optional.empty();
    };
  }

  /** {@code operation}: 0 to 7 as in 81 /n. */
  private static Fragment encode(
      ParsedInstruction instruction, int operation, int register, boolean bytes) {
    int opcode =
        switch (operation) {
          case TEST -> 0x84;
          case MOV -> 0x8a;
          default -> operation << 3 | 2;
        };
    return load(instruction, opcode | (bytes ? 0 : 1), register, bytes);
  }

  private static Fragment load(
      ParsedInstruction instruction, int opcode, int register, boolean bytes) {
    boolean wide = instruction.parts().wide();
    boolean half = instruction.parts().operandSize() && !wide;
    int size = bytes ? 1 : wide ? Long.BYTES : half ? Short.BYTES : Integer.BYTES;
    Code code = new Code();
    if (half && !bytes) {
      code.put(0x66);
    }
    // Without any REX, byte registers 4 to 7 are AH to BH.
    return code.rex((wide ? 8 : 0) | (register >> 3) << 2, bytes && instruction.parts().rex() != 0)
        .put(opcode, 5 | (register & 7) << 3)
        .constant(number(instruction.immediate(), size))
        .done();
  }

  /** {@code imul $imm, %source, %target}: loads the target first. */
  private static Optional<Fragment> multiply(ParsedInstruction instruction) {
    int target = instruction.register();
    int source = instruction.operand();
    if (target == source) {
      return Optional.empty();
    }
    boolean wide = instruction.parts().wide();
    Code code = new Code().fragment(load(instruction, 0x8b, target, false));
    if (instruction.parts().operandSize() && !wide) {
      code.put(0x66);
    }
    return Optional.of(
        code.rex((wide ? 8 : 0) | (target >> 3) << 2 | source >> 3, false)
            .put(0x0f, 0xaf, 0xc0 | (target & 7) << 3 | source & 7)
            .done());
  }

  static byte[] number(long value, int size) {
    byte[] all =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return Arrays.copyOf(all, size);
  }
}
