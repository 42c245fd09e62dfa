package dev.cubicle.trampolines.build.image;

import java.util.List;

/**
 * Input sections one after the other, with names for places among them.
 *
 * @param name for a person
 * @param pieces in their order
 * @param cubicle in whose part of the image it lies, or -1 when it is one of the common tables
 * @param placement {@link Placement#TABLE} or {@link Placement#EVERYONE} in a cubicle's part, else
 *     {@link Placement#COMMON_TABLE}
 * @param region of a cubicle's own table: {@link Region#CONSTANTS} or {@link Region#DATA}
 */
public record SectionTable(
    String name, List<Piece> pieces, int cubicle, Placement placement, Region region) {

  /** What a table consists of. */
  public sealed interface Piece {
    /** A name for the place. */
    record Mark(String symbol) implements Piece {}

    /**
     * @param boundary bytes, a power of two
     */
    record Align(long boundary) implements Piece {}

    /**
     * A section.
     *
     * @param file a pattern that one path alone matches
     */
    record Input(String file, String section) implements Piece {}
  }

  /** Whether it lies there. */
  boolean in(PlannedCubicle home, Placement where, Region kind) {
    return cubicle == home.number()
        && placement == where
        && (where == Placement.EVERYONE || region == kind);
  }
}
