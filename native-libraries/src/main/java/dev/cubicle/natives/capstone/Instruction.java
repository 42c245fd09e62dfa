package dev.cubicle.natives.capstone;

import java.util.HexFormat;
import java.util.Set;

/**
 * One instruction, or one byte that is none.
 *
 * @param address of its first byte, in the guest
 * @param hex its 1 to 15 bytes in lower-case hexadecimal, without separators
 * @param name what the instruction is, without prefixes: {@code "syscall"}, {@code "movsb"}. Mostly
 *     the same in every version of Capstone (its numbers are not), but not for far jumps and calls:
 *     {@link SensitiveOpcode} tells the ones that matter to isolation
 * @param mnemonic as printed, prefixes and all: {@code "rep movsb"}
 * @param operands as printed in Intel syntax; empty for none
 * @param groups empty unless the disassembler was opened with {@link Detail#GROUPS}
 */
public record Instruction(
    long address, String hex, String name, String mnemonic, String operands, Set<Group> groups) {

  /** The name of a byte at which no instruction begins. */
  static final String DATA = ".byte";

  public Instruction {
    groups = Set.copyOf(groups);
  }

  /** A byte at which no instruction begins, or at which one does that the buffer cuts off. */
  static Instruction data(long address, byte value) {
    String hex = HexFormat.of().toHexDigits(value);
    return new Instruction(address, hex, DATA, DATA, "0x" + hex, Set.of());
  }

  /** Length in bytes, 1 to 15. */
  public int size() {
    return hex.length() / 2;
  }

  /** A fresh copy of the instruction's bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** Whether this is a byte that could not be decoded. */
  public boolean isData() {
    return name.equals(DATA);
  }

  /** Mnemonic and operands, as an assembler would read them. */
  public String text() {
    return operands.isEmpty() ? mnemonic : mnemonic + ' ' + operands;
  }
}
