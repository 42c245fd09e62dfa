package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.dwarf.AbiType.Field;
import java.util.OptionalLong;

/** Follows a compiler through the members of a struct, to see what it was told besides them. */
final class Layout {
  private static final long LARGEST_IN_REGISTERS = 16;

  private long alignment = 1;
  private long endBit;
  private boolean isPacked;
  private boolean hasGap;

  /**
   * The next member, in the order of declaration.
   *
   * @param natural its alignment in bytes
   * @param isStated whether the program asked for that alignment
   */
  void add(Field field, AbiType type, long natural, boolean isStated) {
    switch (field) {
      case Field.Plain(long offset, _) -> {
        isPacked |= offset % natural != 0;
        hasGap |= !isStated && offset * 8 > roundedUp(endBit, natural * 8);
        endBit = Math.max(endBit, (offset + type.size()) * 8);
      }
      case Field.Bits(long offset, long size) -> {
        long next = roundedUp(endBit, Math.max(1, type.size()) * 8);
        hasGap |= offset > endBit && offset != next;
        endBit = Math.max(endBit, offset + size);
      }
    }
    alignment = Math.max(alignment, natural);
  }

  /** Of the struct, in bytes: 1 if its members show that it is packed. */
  long alignment(long size) {
    return isPacked || size % alignment != 0 ? 1 : alignment;
  }

  /**
   * Whether a struct that may be passed in registers has room that nothing known explains. Unnamed
   * bit-fields leave such room: GCC counts them as integers, and describes them nowhere. (Those
   * that lie where padding would be cannot be noticed.)
   *
   * @param stated alignment that the program asked for
   */
  boolean hasGap(long size, OptionalLong stated) {
    if (size > LARGEST_IN_REGISTERS) {
      return false;
    }
    long end = roundedUp(endBit, Math.max(alignment, stated.orElse(1)) * 8);
    return hasGap || size * 8 > end;
  }

  private static long roundedUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
