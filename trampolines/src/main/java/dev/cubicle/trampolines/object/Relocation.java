package dev.cubicle.trampolines.object;

/**
 * A field of a section that the linker fills in.
 *
 * @param index in its section's relocations; {@link #NONE} for a field that the assembler has
 *     filled in
 * @param offset of the field in its section
 * @param symbol number 0 if it refers to none
 */
public record Relocation(int index, long offset, RelocationType type, Symbol symbol, long addend) {
  /** Index of a relocation that the object does not contain. */
  public static final int NONE = -1;

  /** A new one, for {@link ObjectEditor}. */
  public Relocation(long offset, RelocationType type, Symbol symbol, long addend) {
    this(NONE, offset, type, symbol, addend);
  }
}
