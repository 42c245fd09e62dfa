package dev.cubicle.trampolines.code;

/**
 * A {@link Pattern} at an offset of a piece of code.
 *
 * @param length of all bytes that make it one, in bytes
 */
public record Hit(Pattern pattern, int offset, int length) {
  /** The offset behind its last byte. */
  public int end() {
    return offset + length;
  }

  /**
   * Whether the bytes are the opcode of an instruction, rather than some of its operands.
   *
   * @param instruction the only one that holds them, decoded from the same code
   */
  public boolean isOpcodeOf(InstructionDecoder instruction) {
    return offset == instruction.opcodeOffset()
        || (pattern == Pattern.WRFSBASE || pattern == Pattern.WRGSBASE)
            && offset < instruction.opcodeOffset()
            && end() > instruction.opcodeOffset();
  }
}
