package dev.cubicle.trampolines.build.image;

/** Where within the region of its kind a section lies. */
public enum Placement {
  /** Beside the others. */
  ORDINARY,
  /** On pages of its own. */
  ALONE,
  /** On pages that everyone may read and write. */
  EVERYONE,
  /** Part of a {@code __start_X} table that a cubicle keeps for itself. */
  TABLE,
  /** Part of a {@code __start_X} table that everyone may read. */
  COMMON_TABLE;

  /** Whether it stays with its cubicle's other sections of the kind. */
  boolean ofCubicle() {
    return this != EVERYONE && this != COMMON_TABLE;
  }
}
