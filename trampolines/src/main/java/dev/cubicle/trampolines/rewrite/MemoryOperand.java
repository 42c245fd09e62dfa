package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.object.Relocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Other ways to write an instruction that accesses memory, with the same effect. */
final class MemoryOperand {
  /** What a base register is moved by: downward, so that the stack pointer can be one. */
  private static final int STEP = 8;

  /** Bytes below the stack pointer that belong to the function (System V ABI, 3.2.2). */
  private static final int RED_ZONE = 128;

  private static final int PUSHED = RED_ZONE + 8;

  private final ParsedInstruction instruction;
  private final InstructionDecoder parts;

  private MemoryOperand(ParsedInstruction instruction) {
    this.instruction = instruction;
    this.parts = instruction.parts();
  }

  /** All that are known for this instruction, the simplest first. */
  static List<Fragment> alternatives(ParsedInstruction instruction) {
    InstructionDecoder parts = instruction.parts();
    if (!parts.hasMemory() || parts.vector() || parts.addressSize()) {
      return List.of();
    }
    MemoryOperand operand = new MemoryOperand(instruction);
    List<Fragment> alternatives = new ArrayList<>();
    if (instruction.base() >= 0 && instruction.relocations().isEmpty()) {
      alternatives.add(operand.withDisplacement(instruction.displacement(), false));
      alternatives.add(operand.withDisplacement(instruction.displacement(), true));
      operand.aroundBase(false).ifPresent(alternatives::add);
      operand.aroundBase(true).ifPresent(alternatives::add);
    }
    operand.throughRegister().ifPresent(alternatives::add);
    return alternatives;
  }

  /** The instruction with a displacement of 8 bits, if it has room there, or of 32. */
  private Fragment withDisplacement(long displacement, boolean large) {
    boolean small = !large && displacement == (byte) displacement;
    Code code = new Code().put(instruction.bytes(), 0, parts.modRmOffset());
    code.put((small ? 0x40 : 0x80) | parts.modRm() & 0x3f);
    if (instruction.hasSib()) {
      code.put(instruction.bytes()[parts.modRmOffset() + 1]);
    }
    if (small) {
      code.put((int) displacement);
    } else {
      code.putInt((int) displacement);
    }
    return code.put(instruction.bytes(), immediateStart(), instruction.end()).done();
  }

  private int immediateStart() {
    return instruction.end() - parts.immediateSize();
  }

  /** Moves the base register before the access and back behind it; LEA leaves the flags alone. */
  private Optional<Fragment> aroundBase(boolean large) {
    int base = instruction.base();
    long displacement = instruction.displacement() + STEP;
    boolean registerOperand = !isExtension();
    boolean overwritten = registerOperand && instruction.register() == base && isPureLoad();
    boolean used = registerOperand && !overwritten && mayName(base);
    if (!hasOnlyExplicitOperands()
        || used
        || instruction.index() == base
        || displacement != (int) displacement) {
      return Optional.empty();
    }
    Code code = new Code();
    addTo(code, base, -STEP);
    Fragment access = withDisplacement(displacement, large);
    code.put(access.bytes(), 0, access.bytes().length);
    if (!overwritten) {
      addTo(code, base, STEP);
    }
    return Optional.of(code.done());
  }

  /** Whether the reg field names the register or a part of it: AH to BH look like 4 to 7. */
  private boolean mayName(int register) {
    int named = instruction.register();
    boolean high = parts.rex() == 0 && named >= 4 && (named & 3) == register;
    return named == register || high;
  }

  /** LEA distance(%register), %register, all 64 bits. */
  private static void addTo(Code code, int register, int distance) {
    int low = register & 7;
    code.put(0x48 | (register >> 3) * 5, 0x8d, 0x40 | low << 3 | low);
    if (low == ParsedInstruction.RSP) {
      code.put(0x24);
    }
    code.put(distance);
  }

  /**
   * An immediate operand by way of a register that is saved on the stack, below the red zone. The
   * displacement may be one that the linker fills in.
   */
  private Optional<Fragment> throughRegister() {
    Optional<Integer> opcode = registerOpcode();
    boolean fillsImmediate =
        instruction.relocations().stream().anyMatch(field -> field.offset() >= immediateStart());
    if (opcode.isEmpty() || fillsImmediate || parts.map() != InstructionDecoder.ONE_BYTE) {
      return Optional.empty();
    }
    int scratch = 0;
    while (scratch == instruction.base() || scratch == instruction.index()) {
      scratch++;
    }
    boolean wide = parts.wide();
    boolean half = parts.operandSize() && !wide;
    int size = wide ? Long.BYTES : half ? Short.BYTES : Integer.BYTES;
    Code code = new Code();
    code.put(0x48, 0x8d, 0x64, 0x24, -RED_ZONE).put(0x50 | scratch);
    if (half) {
      code.put(0x66);
    }
    code.rex(wide ? 8 : 0, false)
        .put(0x8b, 5 | scratch << 3)
        .constant(ConstantOperand.number(instruction.immediate(), size));
    access(code, opcode.get(), scratch);
    code.put(0x58 | scratch).put(0x48, 0x8d, 0xa4, 0x24).putInt(RED_ZONE);
    return Optional.of(code.done());
  }

  private void access(Code code, int opcode, int scratch) {
    code.put(instruction.bytes(), 0, instruction.legacyPrefixes())
        .rex(parts.rex() & 0xb, false)
        .put(opcode);
    int modRm = parts.modRm() & 0xc7 | scratch << 3;
    if (instruction.base() == ParsedInstruction.RSP) {
      long displacement = instruction.displacement() + PUSHED;
      code.put(modRm & 0x3f | 0x80, instruction.bytes()[parts.modRmOffset() + 1])
          .putInt((int) displacement);
      return;
    }
    code.put(modRm);
    int field = code.size() + parts.displacementOffset() - parts.modRmOffset() - 1;
    code.put(instruction.bytes(), parts.modRmOffset() + 1, immediateStart());
    for (Relocation relocation : instruction.relocations()) {
      // The distance counts from the field: what stood behind it is gone.
      long addend = relocation.addend() + (parts.ripRelative() ? parts.immediateSize() : 0);
      code.fixup(new Fragment.Moved(field, relocation, addend));
    }
    if (parts.ripRelative() && instruction.relocations().isEmpty()) {
      long target = instruction.address() + instruction.end() + instruction.displacement();
      code.fixup(new Fragment.Local(field, code.size(), target));
    }
  }

  /** The same operation with a register in the place of the immediate, of 16 bits or more. */
  private Optional<Integer> registerOpcode() {
    if (parts.map() != InstructionDecoder.ONE_BYTE
        || instruction.base() == ParsedInstruction.RSP && !instruction.relocations().isEmpty()) {
      return Optional.empty();
    }
    return switch (parts.opcode()) {
      case 0x81 -> Optional.of(parts.extension() << 3 | 1);
      case 0xc7 -> Optional.of(0x89);
      case 0xf7 -> parts.extension() < 2 ? Optional.of(0x85) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether the reg field extends the opcode and names no register. */
  private boolean isExtension() {
    return parts.map() == InstructionDecoder.ONE_BYTE
        ? switch (parts.opcode()) {
          case 0x80, 0x81, 0x83, 0xc0, 0xc1, 0xc6, 0xc7, 0xd0, 0xd1, 0xf6, 0xf7, 0xfe, 0xff -> true;
          default -> false;
        }
        : parts.map() == 1 && parts.opcode() == 0xba;
  }

  /** Whether it does nothing to the register of the reg field but give it a new value. */
  private boolean isPureLoad() {
    boolean whole = !parts.operandSize() || parts.wide();
    return whole
        && (parts.map() == InstructionDecoder.ONE_BYTE
            ? parts.opcode() == 0x8b || parts.opcode() == 0x8d || parts.opcode() == 0x63
            : parts.map() == 1
                && switch (parts.opcode()) {
                  case 0xb6, 0xb7, 0xbe, 0xbf -> true;
                  default -> false;
                });
  }

  /** Whether the base register cannot be used without ModRM saying so. */
  private boolean hasOnlyExplicitOperands() {
    int opcode = parts.opcode();
    if (parts.map() == InstructionDecoder.ONE_BYTE) {
      return opcode < 0x40
          || switch (opcode) {
            case 0x63, 0x69, 0x6b, 0x80, 0x81, 0x83, 0x84, 0x85, 0x86, 0x87 -> true;
            case 0x88, 0x89, 0x8a, 0x8b, 0x8d, 0xc0, 0xc1, 0xc6, 0xc7, 0xd0, 0xd1 -> true;
            case 0xf6, 0xf7 -> parts.extension() < 4;
            case 0xfe, 0xff -> parts.extension() < 2;
            default -> false;
          };
    }
    return parts.map() == 1
        && (opcode >= 0x10 && opcode <= 0x17
            || opcode >= 0x28 && opcode <= 0x2f
            || opcode >= 0x40 && opcode <= 0x6f
            || opcode >= 0x90 && opcode <= 0x9f
            || switch (opcode) {
              case 0x70, 0x74, 0x75, 0x76, 0x7e, 0x7f, 0xa3, 0xab, 0xaf, 0xb3, 0xb6, 0xb7 -> true;
              case 0xb8, 0xba, 0xbb, 0xbc, 0xbd, 0xbe, 0xbf, 0xc2, 0xc6 -> true;
              default -> opcode >= 0xd0 && opcode <= 0xfe;
            });
  }
}
