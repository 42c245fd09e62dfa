package dev.cubicle.trampolines.build.table;

import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.object.Section;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sections that lie one after the other, with names for places among them.
 *
 * @param name the output section of a linker script, or the section that {@code __start_X} names;
 *     of tables that have to lie side by side the first
 * @param users numbers of the cubicles that refer to its names: they walk through it
 * @param place whose it is
 * @param cubicle whose part of the image it lies in; -1 if in none
 * @param writable whether any of its sections is flagged writable
 */
public record GatheredTable(
    String name, List<Piece> pieces, BitSet users, Place place, int cubicle, boolean writable) {

  /** What a table consists of. */
  public sealed interface Piece {
    /** A name for the place. */
    record Mark(String symbol) implements Piece {}

    /**
     * @param boundary bytes, a power of two
     */
    record Align(long boundary) implements Piece {}

    /** A section of an object. */
    record Input(LinkUnit unit, Section section) implements Piece {}
  }

  /** Who may use a table. */
  public enum Place {
    /** The cubicle that it lies in. */
    CUBICLE,
    /** Everyone may read it. */
    READ,
    /** Everyone may read and write it. */
    WRITE
  }

  /** Its sections. */
  public Stream<Piece.Input> inputs() {
    return pieces.stream().filter(Piece.Input.class::isInstance).map(Piece.Input.class::cast);
  }
}
