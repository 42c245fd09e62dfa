package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.code.InstructionRange;
import dev.cubicle.trampolines.code.PatternScanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A cubicle's linked code, with room at its end for instructions that have to move. */
final class SegmentCode {
  private static final int JUMP = 5;
  private static final int CALL = 0xe8;
  private static final int MAXIMUM_SHIFT = 32;

  private final byte[] bytes;
  private int free;

  /**
   * @param filling offset from which on there is nothing but INT3
   */
  SegmentCode(byte[] bytes, int filling) {
    this.bytes = bytes.clone();
    // A byte in front keeps the code before apart.
    this.free = filling + 1;
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * Moves an instruction into the filling, and puts a jump there in its place; what was a call goes
   * on being one, of a jump in the filling.
   *
   * @return whether that was possible, and no pattern is left or made by it
   */
  boolean move(InstructionRange range) {
    ParsedInstruction instruction =
        ParsedInstruction.of(bytes, range.start(), range.end(), List.of());
    InstructionDecoder parts = instruction.parts();
    boolean call = parts.relative() && parts.map() == 0 && parts.opcode() == CALL;
    if (range.length() < JUMP || parts.relative() && parts.immediateSize() != 4) {
      return false;
    }
    if (call) {
      return place(range, (byte) CALL, List.of(jumpTo(range.end() + instruction.immediate())));
    }
    return ways(range, instruction).stream().anyMatch(way -> place(range, (byte) 0xe9, way));
  }

  private static Fragment jumpTo(long target) {
    return new Code().put(0xe9).putInt(0).fixup(new Fragment.Local(1, JUMP, target)).done();
  }

  private static List<List<Fragment>> ways(InstructionRange range, ParsedInstruction instruction) {
    List<List<Fragment>> ways = new ArrayList<>();
    for (Fragment way : Movable.ways(instruction)) {
      boolean inCodeAlone =
          way.fixups().stream().allMatch(fixup -> fixup instanceof Fragment.Local);
      if (inCodeAlone) {
        ways.add(
            Movable.endsFlow(instruction.parts())
                ? List.of(way)
                : List.of(way, jumpTo(range.end())));
      }
    }
    return ways;
  }

  private boolean place(InstructionRange range, byte opcode, List<Fragment> fragments) {
    for (int shift = 0; shift < MAXIMUM_SHIFT; shift++) {
      int at = free + shift;
      byte[] thunk = Thunk.assemble(at, fragments).bytes();
      if (at + thunk.length >= bytes.length) {
        return false;
      }
      byte[] changed = new byte[range.length()];
      Arrays.fill(changed, (byte) 0xcc);
      changed[0] = opcode;
      int distance = at - (range.start() + JUMP);
      for (int i = 0; i < Integer.BYTES; i++) {
        changed[1 + i] = (byte) (distance >> 8 * i);
      }
      if (isClean(range.start(), changed) && isClean(at, thunk)) {
        System.arraycopy(changed, 0, bytes, range.start(), changed.length);
        System.arraycopy(thunk, 0, bytes, at, thunk.length);
        free = at + thunk.length + 1;
        return true;
      }
    }
    return false;
  }

  /** Whether no pattern touches the bytes, were they put there. */
  private boolean isClean(int offset, byte[] changed) {
    int from = Math.max(0, offset - InstructionDecoder.LONGEST);
    int to = Math.min(bytes.length, offset + changed.length + InstructionDecoder.LONGEST);
    byte[] around = Arrays.copyOfRange(bytes, from, to);
    System.arraycopy(changed, 0, around, offset - from, changed.length);
    int start = offset - from;
    return PatternScanner.scan(around).stream()
        .noneMatch(hit -> hit.end() > start && hit.offset() < start + changed.length);
  }
}
