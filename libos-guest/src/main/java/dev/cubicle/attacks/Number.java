package dev.cubicle.attacks;

/**
 * A number that an attack is given: what an attacker reads from a copy of the image. Symbols may be
 * local ones.
 */
public sealed interface Number {

  /** Where a symbol lies. */
  record Symbol(String name) implements Number {}

  /** The nth instruction of that opcode in a function, from 0. */
  record Instruction(String function, Opcode opcode, int nth) implements Number {}

  /** Each instruction from one symbol up to another in turn: one run for each. */
  record EachInstruction(String from, String to) implements Number {}

  /** Each of 0 to {@code count - 1} in turn. */
  record Each(int count) implements Number {}

  /** Where the manifest lies. */
  record ManifestAddress() implements Number {}

  record Constant(long value) implements Number {}

  /** Instructions that one looks for by their bytes. */
  enum Opcode {
    WRPKRU(0x0f, 0x01, 0xef),
    SYSCALL(0x0f, 0x05),
    /** XRSTOR64 of where RSI points to. */
    XRSTOR(0x48, 0x0f, 0xae, 0x2e);

    private final int[] bytes;

    Opcode(int... bytes) {
      this.bytes = bytes;
    }

    public int length() {
      return bytes.length;
    }

    /** 0 to 255. */
    public int at(int index) {
      return bytes[index];
    }
  }
}
