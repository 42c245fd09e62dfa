package dev.cubicle.bench.place;

/** Messages of other programs, for an error message that has one line. */
final class OneLine {
  private OneLine() {}

  /** The lines of a text, joined by semicolons; empty if there is nothing in it. */
  static String of(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
