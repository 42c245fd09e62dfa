package dev.cubicle.trampolines.build.image;

/** Where within the region of its kind a section lies. */
public enum Placement {
  /** Beside the others. */
  ORDINARY,
  /** On pages of its own. */
  ALONE,
  /** On pages that everyone may read and write. */
  EVERYONE,
  /** Part of a table that its cubicle keeps for itself. */
  TABLE,
  /** Part of a table that lies elsewhere: among the common ones, or in another cubicle. */
  COMMON_TABLE;

  /** Whether it stays with its cubicle's other sections of the kind. */
  public boolean ofCubicle() {
    return this != EVERYONE && this != COMMON_TABLE;
  }
}
