package dev.cubicle.guests;

/** How a guest was linked. The same source may come in several of these. */
public enum Build {
  /** Statically with musl: the plain name. */
  MUSL(""),
  /** Statically with glibc. */
  GLIBC("-glibc"),
  /** Statically with glibc, position-independent. */
  PIE("-pie"),
  /** Components in cubicles, as the policy of the guest's name says. */
  IN_CUBICLES(""),
  /** The same, where the plain name is a Linux program's. */
  ALSO_IN_CUBICLES("-cubicles"),
  /** The same objects in one isolated cubicle. */
  IN_ONE_CUBICLE("-1"),
  /** The same objects in three isolated cubicles. */
  IN_THREE_CUBICLES("-3"),
  /** The same objects in four isolated cubicles. */
  IN_FOUR_CUBICLES("-4"),
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
