package dev.cubicle.trampolines.dwarf;

import java.util.List;

/** What the ABI's classification needs to know of a type. Sizes and alignments in bytes. */
sealed interface AbiType {
  long size();

  /** Of an argument on the stack; a power of two. */
  long alignment();

  /** No result. */
  record Void() implements AbiType {
    @Override
    public long size() {
      return 0;
    }

    @Override
    public long alignment() {
      return 1;
    }
  }

  /** Integers, pointers, enumerations, bool: 1, 2, 4, 8 or 16 bytes. */
  record Integer(long size, long alignment) implements AbiType {
    static final Integer POINTER = new Integer(8, 8);
  }

  /**
   * What lives in vector registers: float, double, _Float16, __float128, decimal floating point,
   * vectors of 8 and 16 bytes.
   */
  record Vector(long size) implements AbiType {
    @Override
    public long alignment() {
      return size;
    }
  }

  /** Vectors of more than 16 bytes, whose place depends on the compiler's options. */
  record WideVector(long size) implements AbiType {
    @Override
    public long alignment() {
      return size;
    }
  }

  /** The x87's 80-bit long double. */
  record LongDouble() implements AbiType {
    @Override
    public long size() {
      return 16;
    }

    @Override
    public long alignment() {
      return 16;
    }
  }

  /** A pair of {@code part}. */
  record Complex(AbiType part) implements AbiType {
    @Override
    public long size() {
      return 2 * part.size();
    }

    @Override
    public long alignment() {
      return part.alignment();
    }
  }

  record Array(AbiType element, long count) implements AbiType {
    @Override
    public long size() {
      return element.size() * count;
    }

    @Override
    public long alignment() {
      return element.alignment();
    }
  }

  /** A struct, a class or a union. */
  record Aggregate(long size, long alignment, List<Field> fields) implements AbiType {
    public Aggregate {
      fields = List.copyOf(fields);
    }
  }

  /** A part of an aggregate. */
  sealed interface Field {
    /**
     * @param offset bytes from the start
     */
    record Plain(long offset, AbiType type) implements Field {}

    /** Both in bits, the offset from the start. */
    record Bits(long offset, long size) implements Field {}
  }

  /** A C++ class that is passed and returned by reference. */
  record ByReference() implements AbiType {
    @Override
    public long size() {
      return 8;
    }

    @Override
    public long alignment() {
      return 8;
    }
  }
}
