package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.object.Relocation;
import java.util.List;

/**
 * One or more instructions that can stand anywhere in their section.
 *
 * @param bytes with fields to be filled in; not to be changed
 */
record Fragment(byte[] bytes, List<Fixup> fixups) {
  static final Fragment NOP = new Fragment(new byte[] {(byte) 0x90}, List.of());

  /** A field of 4 bytes or, where a relocation says so, of another size. */
  sealed interface Fixup {
    /** Offset of the field in the fragment. */
    int at();
  }

  /**
   * The linker fills it in, as it did where the instruction stood.
   *
   * @param addend the new one
   */
  record Moved(int at, Relocation relocation, long addend) implements Fixup {}

  /**
   * A distance to a place in the same section.
   *
   * @param end offset of the instruction's end in the fragment, from which the distance counts
   * @param target offset in the section
   */
  record Local(int at, int end, long target) implements Fixup {}

  /** A distance to a constant outside the code; {@code end} as above. */
  record Constant(int at, int end, byte[] value) implements Fixup {}
}
