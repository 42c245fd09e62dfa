package dev.cubicle.trampolines.dwarf;

/** What a parameter's type says of the value that is passed. */
public sealed interface ParameterKind {
  /**
   * An integer, an enumeration or a bool.
   *
   * @param size bytes, 1 to 16
   */
  record Number(int size) implements ParameterKind {}

  /**
   * @param target what it points to
   * @param size of that in bytes; 0 where it is unknown, or nothing that has one
   * @param constant whether it is declared const
   */
  record Pointer(Target target, long size, boolean constant) implements ParameterKind {}

  /** Floating-point numbers, structures by value. */
  record Other() implements ParameterKind {}

  /** Kinds of things that pointers point to. */
  enum Target {
    /** char, signed or not: a string, or bytes. */
    CHARACTER,
    /** void: bytes. */
    BYTES,
    FUNCTION,
    /** All others. */
    OBJECT
  }
}
