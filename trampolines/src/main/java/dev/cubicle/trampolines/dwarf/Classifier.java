package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.dwarf.AbiType.Aggregate;
import dev.cubicle.trampolines.dwarf.AbiType.Array;
import dev.cubicle.trampolines.dwarf.AbiType.Complex;
import dev.cubicle.trampolines.dwarf.AbiType.Field;
import dev.cubicle.trampolines.dwarf.AbiType.LongDouble;
import dev.cubicle.trampolines.dwarf.AbiType.Vector;
import dev.cubicle.trampolines.dwarf.AbiType.WideVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Sorts a type's eightbytes into classes, as the ABI's section 3.2.3 says and, where it says
 * nothing, as GCC does: of an array the first element stands for all, and so does one that a
 * zero-length array would have. (Clang 14 agrees but for such arrays that do not begin an
 * eightbyte, and for __int128 on the stack, which it aligns to 8 bytes.)
 */
final class Classifier {
  private static final List<Eightbyte> IN_MEMORY = List.of(Eightbyte.MEMORY);
  private static final int LARGEST_IN_REGISTERS = 16;
  private static final int LARGEST_VECTOR = 64;
  private static final int STEPS = 100_000;

  private int steps;

  /**
   * The classes of the type's eightbytes: MEMORY alone when it is passed in memory, none when there
   * is nothing to pass.
   */
  List<Eightbyte> classify(AbiType type) throws DwarfException {
    if (type instanceof Aggregate || type instanceof Array) {
      if (type.size() <= LARGEST_VECTOR && hasWideVector(type)) {
        throw new DwarfException("a vector of more than 16 bytes");
      }
      if (type.size() > LARGEST_IN_REGISTERS) {
        return IN_MEMORY;
      }
    }
    List<Eightbyte> classes = at(type, 0);
    return classes.contains(Eightbyte.MEMORY) ? IN_MEMORY : classes;
  }

  /** What is done when an aggregate's members are merged, those of inner ones included. */
  private static List<Eightbyte> cleaned(List<Eightbyte> classes) {
    List<Eightbyte> cleaned = new ArrayList<>();
    for (Eightbyte each : classes) {
      Eightbyte previous = cleaned.isEmpty() ? Eightbyte.NO_CLASS : cleaned.getLast();
      if (each == Eightbyte.MEMORY || (each == Eightbyte.X87UP && previous != Eightbyte.X87)) {
        return IN_MEMORY;
      }
      boolean isUpper = previous == Eightbyte.SSE || previous == Eightbyte.SSEUP;
      cleaned.add(each == Eightbyte.SSEUP && !isUpper ? Eightbyte.SSE : each);
    }
    return cleaned;
  }

  /** The classes of the eightbytes that the type touches when it begins at {@code bit}. */
  private List<Eightbyte> at(AbiType type, long bit) throws DwarfException {
    if (++steps > STEPS) {
      throw new DwarfException("a type too intricate to classify");
    }
    return switch (type) {
      case AbiType.Void() -> List.of();
      case AbiType.ByReference() -> List.of(Eightbyte.INTEGER);
      case AbiType.Integer(long size, _) ->
          isAligned(bit, size) ? covering(bit, size, Eightbyte.INTEGER) : IN_MEMORY;
      case Vector(long size) -> isAligned(bit, size) ? vector(bit, size) : IN_MEMORY;
      case WideVector _ -> throw new DwarfException("a vector of more than 16 bytes");
      case LongDouble _ ->
          isAligned(bit, type.size()) ? List.of(Eightbyte.X87, Eightbyte.X87UP) : IN_MEMORY;
      case Complex(AbiType part) -> isAligned(bit, part.size()) ? complex(bit, part) : IN_MEMORY;
      case Array(AbiType element, long count) -> array(element, count, bit);
      case Aggregate aggregate -> aggregate(aggregate, bit);
    };
  }

  private static boolean isAligned(long bit, long size) {
    return bit % (size * 8) == 0;
  }

  private static List<Eightbyte> covering(long bit, long size, Eightbyte each) {
    return Collections.nCopies(eightbytes(bit, size), each);
  }

  private static int eightbytes(long bit, long size) {
    return Math.toIntExact((bit % 64 + size * 8 + 63) / 64);
  }

  private static List<Eightbyte> vector(long bit, long size) {
    return size == 16
        ? List.of(Eightbyte.SSE, Eightbyte.SSEUP)
        : covering(bit, size, Eightbyte.SSE);
  }

  private static List<Eightbyte> complex(long bit, AbiType part) {
    if (part instanceof LongDouble) {
      return List.of(Eightbyte.COMPLEX_X87);
    }
    if (part.size() > 8) {
      return IN_MEMORY;
    }
    Eightbyte each = part instanceof AbiType.Integer ? Eightbyte.INTEGER : Eightbyte.SSE;
    return covering(bit, 2 * part.size(), each);
  }

  private List<Eightbyte> array(AbiType element, long count, long bit) throws DwarfException {
    int words = eightbytes(bit, Math.min(element.size() * count, 2 * LARGEST_VECTOR));
    if (words == 0) {
      return List.of();
    }
    if (words > LARGEST_IN_REGISTERS / 8) {
      return IN_MEMORY;
    }
    // Even of an array of no elements, when it begins within an eightbyte.
    List<Eightbyte> first = at(element, bit);
    if (first.isEmpty() || first.contains(Eightbyte.MEMORY)) {
      return first;
    }
    List<Eightbyte> classes = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      classes.add(first.get(i % first.size()));
    }
    return classes;
  }

  private List<Eightbyte> aggregate(Aggregate aggregate, long bit) throws DwarfException {
    int words = eightbytes(bit, Math.min(aggregate.size(), 2 * LARGEST_VECTOR));
    if (words == 0) {
      return List.of();
    }
    if (words > LARGEST_IN_REGISTERS / 8) {
      return IN_MEMORY;
    }
    List<Eightbyte> classes = new ArrayList<>(Collections.nCopies(words, Eightbyte.NO_CLASS));
    for (Field field : aggregate.fields()) {
      switch (field) {
        case Field.Bits(long offset, long size) -> {
          if (size > 0 && size <= 8 * LARGEST_VECTOR) {
            long start = bit % 64 + offset;
            int touched = Math.toIntExact((start % 64 + size + 63) / 64);
            merge(classes, start / 64, Collections.nCopies(touched, Eightbyte.INTEGER));
          }
        }
        case Field.Plain(long offset, AbiType type) ->
            merge(classes, (bit % 64 + offset * 8) / 64, at(type, bit + offset * 8));
      }
    }
    return cleaned(classes);
  }

  private static void merge(List<Eightbyte> classes, long first, List<Eightbyte> more)
      throws DwarfException {
    for (int i = 0; i < more.size(); i++) {
      if (more.get(i) == Eightbyte.MEMORY) {
        classes.add(Eightbyte.MEMORY);
        return;
      }
      long at = first + i;
      if (at < 0 || at >= classes.size()) {
        throw new DwarfException("a member outside its struct");
      }
      classes.set((int) at, classes.get((int) at).merge(more.get(i)));
    }
  }

  private boolean hasWideVector(AbiType type) throws DwarfException {
    if (++steps > STEPS) {
      throw new DwarfException("a type too intricate to classify");
    }
    if (type instanceof Array(AbiType element, _)) {
      return hasWideVector(element);
    }
    if (type instanceof Aggregate aggregate) {
      for (Field field : aggregate.fields()) {
        if (field instanceof Field.Plain(_, AbiType part) && hasWideVector(part)) {
          return true;
        }
      }
    }
    return type instanceof WideVector;
  }
}
