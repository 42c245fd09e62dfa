package dev.cubicle.trampolines.object;

import java.util.Optional;

/**
 * What a field of a section refers to, and how.
 *
 * @param section that the field is in
 * @param relocation of the field. Its index is {@link Relocation#NONE} where the assembler has
 *     filled in the field itself, as it does within a section; {@link ObjectEditor#addRelocation}
 *     then makes the linker fill it in
 */
public record Reference(Section section, Relocation relocation, Kind kind, Target target) {

  /** How the target is used. */
  public enum Kind {
    /**
     * Control goes there: CALL, JMP and Jcc with a relative displacement, and through a slot of the
     * GOT ({@code call *f@GOTPCREL(%rip)}).
     */
    CALL,
    /**
     * Its address is formed: an absolute field in code or data, LEA, a slot of the GOT that is
     * loaded.
     */
    ADDRESS,
    /** Memory there is read or written by an instruction with a RIP-relative operand. */
    DATA,
    /**
     * A distance stored in data. Switch statements store those between their cases and the table's
     * start, which no single field shows: the target's addend and location count from the field,
     * and are right only if that is what the distance was meant to be.
     */
    JUMP_TABLE_OR_PC_RELATIVE_DATA,
    /** A thread-local variable's offset or descriptor. */
    THREAD_LOCAL,
    /** Unwind tables, debug information, whatever is not loaded. */
    METADATA,
    /** No use of the target: sizes, the GOT's own address, marks for the linker. */
    OTHER
  }

  /**
   * @param symbol that the relocation names, possibly a section's
   * @param addend bytes from the symbol to the place meant: without what a displacement contains
   *     for the bytes between itself and the end of the instruction
   * @param location the place meant, if it is in this object
   */
  public record Target(Symbol symbol, long addend, Optional<SectionOffset> location) {
    static Target of(Symbol symbol, long addend) {
      return new Target(
          symbol,
          addend,
          symbol.isInSection()
              ? Optional.of(new SectionOffset(symbol.section(), symbol.value() + addend))
              : Optional.empty());
    }
  }
}
