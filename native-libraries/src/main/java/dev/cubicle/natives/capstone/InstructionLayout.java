package dev.cubicle.natives.capstone;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Where the fields of {@code cs_insn} lie. Capstone 5 widened {@code bytes} from 16 to 24 bytes,
 * which moved all that follows; {@code id}, {@code address} and {@code size} stayed.
 *
 * @param mnemonic offset of the mnemonic, in bytes
 * @param operands offset of the operands, in bytes
 * @param byteSize of the whole structure
 */
record InstructionLayout(long mnemonic, long operands, long byteSize) {
  static final InstructionLayout V4 = of(16);
  static final InstructionLayout V5 = of(24);

  private static final long ID = 0;
  private static final long SIZE = 16;
  private static final long BYTES = 18;
  private static final long MNEMONIC_SIZE = 32;
  private static final long OPERANDS_SIZE = 160;

  private static InstructionLayout of(int bytesSize) {
    long mnemonic = BYTES + bytesSize;
    long operands = mnemonic + MNEMONIC_SIZE;
    long detail = (operands + OPERANDS_SIZE + 7) & ~7;
    return new InstructionLayout(mnemonic, operands, detail + 8);
  }

  int id(MemorySegment instruction) {
    return instruction.get(ValueLayout.JAVA_INT, ID);
  }

  int size(MemorySegment instruction) {
    return Short.toUnsignedInt(instruction.get(ValueLayout.JAVA_SHORT, SIZE));
  }

  String mnemonic(MemorySegment instruction) {
    return text(instruction, mnemonic, MNEMONIC_SIZE);
  }

  String operands(MemorySegment instruction) {
    return text(instruction, operands, OPERANDS_SIZE);
  }

  private static String text(MemorySegment instruction, long offset, long size) {
    return instruction.asSlice(offset, size).getString(0, StandardCharsets.US_ASCII);
  }
}
