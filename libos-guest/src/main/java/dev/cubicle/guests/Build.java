package dev.cubicle.guests;

/** How a guest was linked. The same source may come in several of these. */
public enum Build {
  /** Statically with musl: the plain name. */
  MUSL(""),
  /** Statically with glibc. */
  GLIBC("-glibc"),
  /** Statically with glibc, position-independent. */
  PIE("-pie"),
  /** On the library OS, its components linked plainly: one address space, no monitor, no keys. */
  WITHOUT_CUBICLES("-plain");

  private final String suffix;

  Build(String suffix) {
    this.suffix = suffix;
  }

  /** What is added to the guest's name to name the image. */
  public String suffix() {
    return suffix;
  }
}
