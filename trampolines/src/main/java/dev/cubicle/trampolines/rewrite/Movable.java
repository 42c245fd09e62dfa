package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.object.Relocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an instruction becomes at another place. */
final class Movable {
  private Movable() {}

  /**
   * The ways to write the instruction elsewhere in its section: as it is, then others. Empty if it
   * cannot be moved: calls (their return address would move), loops, jumps whose distance of 8 bits
   * the linker fills in.
   */
  static List<Fragment> ways(ParsedInstruction instruction) {
    InstructionDecoder parts = instruction.parts();
    if (parts.relative()) {
      return jump(instruction).map(List::of).orElse(List.of());
    }
    if (isCall(parts)) {
      return List.of();
    }
    List<Fragment> ways = new ArrayList<>();
    ways.add(instruction.moved());
    InvertedImmediate.of(instruction).ifPresent(ways::add);
    ConstantOperand.of(instruction).ifPresent(ways::add);
    ways.addAll(MemoryOperand.alternatives(instruction));
    return ways;
  }

  /** Whether control never goes on behind it. */
  static boolean endsFlow(InstructionDecoder parts) {
    if (parts.vector() || parts.map() != InstructionDecoder.ONE_BYTE) {
      return false;
    }
    return switch (parts.opcode()) {
      case 0xc2, 0xc3, 0xe9, 0xeb -> true;
      case 0xff -> parts.extension() == 4;
      default -> false;
    };
  }

  private static boolean isCall(InstructionDecoder parts) {
    return !parts.vector()
        && parts.map() == InstructionDecoder.ONE_BYTE
        && parts.opcode() == 0xff
        && parts.extension() == 2;
  }

  private static Optional<Fragment> jump(ParsedInstruction instruction) {
    InstructionDecoder parts = instruction.parts();
    int opcode = parts.opcode();
    boolean conditional = parts.map() == 1 || opcode >> 4 == 7;
    boolean plain =
        parts.map() == InstructionDecoder.ONE_BYTE && (opcode == 0xe9 || opcode == 0xeb);
    if (!conditional && !plain) {
      return Optional.empty();
    }
    Code code = new Code();
    if (conditional) {
      code.put(0x0f, 0x80 | opcode & 15);
    } else {
      code.put(0xe9);
    }
    int field = code.size();
    code.putInt(0);
    if (instruction.relocations().isEmpty()) {
      long target = instruction.address() + instruction.end() + instruction.immediate();
      return Optional.of(code.fixup(new Fragment.Local(field, code.size(), target)).done());
    }
    if (parts.immediateSize() != 4) {
      return Optional.empty();
    }
    Relocation relocation = instruction.relocations().getFirst();
    return Optional.of(
        code.fixup(new Fragment.Moved(field, relocation, relocation.addend())).done());
  }
}
