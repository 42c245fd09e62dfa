package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.object.Relocation;
import java.util.Arrays;
import java.util.List;

/**
 * An instruction by itself, with what the linker will fill in.
 *
 * @param bytes of the instruction alone; not to be changed
 * @param parts of those bytes: offsets count from the instruction's start
 * @param relocations their offsets too
 * @param address offset of the instruction in its section
 */
record ParsedInstruction(
    byte[] bytes, InstructionDecoder parts, List<Relocation> relocations, long address) {

  static final int RSP = 4;

  static ParsedInstruction of(byte[] code, int start, int end, List<Relocation> relocations) {
    byte[] bytes = Arrays.copyOfRange(code, start, end);
    InstructionDecoder parts = new InstructionDecoder();
    if (!parts.decode(bytes, 0, bytes.length)) {
      throw new IllegalArgumentException("no instruction at " + start);
    }
    List<Relocation> inside =
        relocations.stream()
            .map(
                field ->
                    new Relocation(
                        field.index(),
                        field.offset() - start,
                        field.type(),
                        field.symbol(),
                        field.addend()))
            .toList();
    return new ParsedInstruction(bytes, parts, inside, start);
  }

  int end() {
    return bytes.length;
  }

  boolean hasRelocationAt(int offset) {
    return relocations.stream().anyMatch(field -> field.offset() == offset);
  }

  /** The immediate, sign-extended. */
  long immediate() {
    return number(parts.immediateOffset(), parts.immediateSize());
  }

  long displacement() {
    return number(parts.displacementOffset(), parts.displacementSize());
  }

  private long number(int offset, int size) {
    if (size == 0) {
      return 0;
    }
    long number = bytes[offset + size - 1];
    for (int at = offset + size - 2; at >= offset; at--) {
      number = number << 8 | bytes[at] & 0xff;
    }
    return number;
  }

  /** Whether nothing but 66 and an effective REX stands before the opcode. */
  boolean hasPlainPrefixes() {
    for (int at = 0; at < legacyPrefixes(); at++) {
      if (bytes[at] != 0x66) {
        return false;
      }
    }
    return true;
  }

  /** Bytes of prefixes without an effective REX. */
  int legacyPrefixes() {
    return parts.opcodeOffset() - (parts.rex() != 0 ? 1 : 0);
  }

  /** REX.R, X or B as bit 3 of a register's number. */
  private int extended(int number, int rexBit) {
    return (parts.rex() & rexBit) != 0 ? number | 8 : number;
  }

  /** The register that ModRM's reg field names, if it names one. */
  int register() {
    return extended(parts.extension(), 4);
  }

  /** The register that ModRM's r/m field names, in register form. */
  int operand() {
    return extended(parts.modRm() & 7, 1);
  }

  boolean hasSib() {
    return parts.hasMemory() && (parts.modRm() & 7) == 4;
  }

  /** The base register of the memory operand, or −1. */
  int base() {
    if (!parts.hasMemory() || parts.ripRelative()) {
      return -1;
    }
    int number = hasSib() ? bytes[parts.modRmOffset() + 1] & 7 : parts.modRm() & 7;
    boolean none = hasSib() && number == 5 && parts.modRm() >> 6 == 0;
    return none ? -1 : extended(number, 1);
  }

  /** The index register of the memory operand, or −1. */
  int index() {
    if (!hasSib()) {
      return -1;
    }
    int number = extended(bytes[parts.modRmOffset() + 1] >> 3 & 7, 2);
    return number == RSP ? -1 : number;
  }

  /** As it is, with its fields. */
  Fragment moved() {
    Code code = new Code().put(bytes, 0, bytes.length);
    for (Relocation field : relocations) {
      code.fixup(new Fragment.Moved((int) field.offset(), field, field.addend()));
    }
    if (parts.ripRelative() && !hasRelocationAt(parts.displacementOffset())) {
      code.fixup(
          new Fragment.Local(
              parts.displacementOffset(), bytes.length, address + bytes.length + displacement()));
    }
    return code.done();
  }
}
