package dev.cubicle.trampolines.code;

/**
 * A {@link Pattern} at an offset of a piece of code.
 *
 * @param length of all bytes that make it one, in bytes
 */
public record Hit(Pattern pattern, int offset, int length) {
  /** The offset behind its last byte. */
  public int end() {
    return offset + length;
  }
}
