package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.dwarf.AbiType.Array;
import dev.cubicle.trampolines.dwarf.AbiType.Complex;
import dev.cubicle.trampolines.dwarf.AbiType.LongDouble;
import dev.cubicle.trampolines.dwarf.AbiType.Vector;
import dev.cubicle.trampolines.dwarf.AbiType.WideVector;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Turns type entries into what the ABI knows of types. */
final class TypeReader {
  private static final int DEEPEST = 200;
  private static final long LARGEST = 1L << 47;

  private final Map<Die, AbiType> known = new HashMap<>();
  private final AggregateReader aggregates = new AggregateReader(this);
  private int depth;

  /** The type that an entry's DW_AT_type refers to; void if it has none. */
  AbiType typeOf(Die die) throws DwarfException {
    Optional<Die> type = die.reference(Dwarf.AT_TYPE);
    return type.isEmpty() ? new AbiType.Void() : type(type.get());
  }

  /** The type of a member or an element, which is never void. */
  AbiType partOf(Die die) throws DwarfException {
    AbiType type = typeOf(die);
    if (type instanceof AbiType.Void) {
      throw new DwarfException("a member without a type");
    }
    return type;
  }

  AbiType type(Die die) throws DwarfException {
    AbiType type = known.get(die);
    if (type == null) {
      if (++depth > DEEPEST) {
        throw new DwarfException("types nested too deeply");
      }
      try {
        type = read(die);
      } finally {
        depth--;
      }
      known.put(die, type);
    }
    return type;
  }

  private AbiType read(Die die) throws DwarfException {
    return switch (die.tag()) {
      case Dwarf.TAG_POINTER_TYPE,
          Dwarf.TAG_REFERENCE_TYPE,
          Dwarf.TAG_RVALUE_REFERENCE_TYPE,
          Dwarf.TAG_UNSPECIFIED_TYPE ->
          AbiType.Integer.POINTER;
      case Dwarf.TAG_TYPEDEF,
          Dwarf.TAG_TEMPLATE_ALIAS,
          Dwarf.TAG_CONST_TYPE,
          Dwarf.TAG_VOLATILE_TYPE,
          Dwarf.TAG_RESTRICT_TYPE,
          Dwarf.TAG_ATOMIC_TYPE,
          Dwarf.TAG_IMMUTABLE_TYPE,
          Dwarf.TAG_SHARED_TYPE,
          Dwarf.TAG_PACKED_TYPE ->
          typeOf(die);
      case Dwarf.TAG_ENUMERATION_TYPE -> integer(aggregates.complete(die));
      case Dwarf.TAG_BASE_TYPE -> base(die);
      case Dwarf.TAG_PTR_TO_MEMBER_TYPE -> pointerToMember(die);
      case Dwarf.TAG_ARRAY_TYPE -> array(die);
      case Dwarf.TAG_STRUCTURE_TYPE,
          Dwarf.TAG_CLASS_TYPE,
          Dwarf.TAG_UNION_TYPE,
          Dwarf.TAG_INTERFACE_TYPE ->
          aggregates.read(die);
      default -> throw new DwarfException("a type of unknown kind 0x%x".formatted(die.tag()));
    };
  }

  static long size(Die die) throws DwarfException {
    long size =
        die.constant(Dwarf.AT_BYTE_SIZE)
            .orElseThrow(() -> new DwarfException("a type without a size"));
    if (size < 0 || size > LARGEST) {
      throw new DwarfException("a type of impossible size");
    }
    return size;
  }

  private static AbiType integer(Die die) throws DwarfException {
    return integer(die, size(die));
  }

  private static AbiType integer(Die die, long size) throws DwarfException {
    return switch ((int) Math.min(size, Integer.MAX_VALUE)) {
      case 1, 2, 4, 8 -> new AbiType.Integer(size, size);
      case 16 -> {
        // The ABI aligns _BitInt to eightbytes.
        boolean isBitInt = die.string(Dwarf.AT_NAME).orElse("").contains("_BitInt");
        yield new AbiType.Integer(size, isBitInt ? 8 : 16);
      }
      default -> throw new DwarfException("an integer of " + size + " bytes");
    };
  }

  private static AbiType base(Die die) throws DwarfException {
    long size = size(die);
    int encoding = (int) die.constant(Dwarf.AT_ENCODING).orElse(0);
    return switch (encoding) {
      case Dwarf.ATE_BOOLEAN,
          Dwarf.ATE_SIGNED,
          Dwarf.ATE_SIGNED_CHAR,
          Dwarf.ATE_UNSIGNED,
          Dwarf.ATE_UNSIGNED_CHAR,
          Dwarf.ATE_UTF,
          Dwarf.ATE_UCS,
          Dwarf.ATE_ASCII ->
          integer(die);
      case Dwarf.ATE_FLOAT, Dwarf.ATE_IMAGINARY_FLOAT -> real(die, size);
      case Dwarf.ATE_DECIMAL_FLOAT -> vector(size);
      case Dwarf.ATE_COMPLEX_FLOAT -> new Complex(real(die, size / 2));
      case Dwarf.ATE_LO_USER -> new Complex(integer(die, size / 2));
      default -> throw new DwarfException("a base type of unknown encoding " + encoding);
    };
  }

  private static AbiType real(Die die, long size) throws DwarfException {
    String name = die.string(Dwarf.AT_NAME).orElse("");
    if (die.unit().isClang() && name.contains("128")) {
      throw new DwarfException("a " + name + ", which versions of clang pass in different ways");
    }
    boolean isQuad = name.contains("128") || die.unit().has128BitLongDouble();
    return size == 16 && (!isQuad || name.contains("_Float64x")) ? new LongDouble() : vector(size);
  }

  private static AbiType vector(long size) throws DwarfException {
    return switch ((int) Math.min(size, Integer.MAX_VALUE)) {
      case 2, 4, 8, 16 -> new Vector(size);
      default -> throw new DwarfException("a floating-point type of " + size + " bytes");
    };
  }

  /** Pointers to data members are offsets, those to member functions pairs. */
  private static AbiType pointerToMember(Die die) throws DwarfException {
    boolean isFunction =
        die.reference(Dwarf.AT_TYPE)
            .filter(type -> type.tag() == Dwarf.TAG_SUBROUTINE_TYPE)
            .isPresent();
    return isFunction ? new Array(AbiType.Integer.POINTER, 2) : AbiType.Integer.POINTER;
  }

  private AbiType array(Die die) throws DwarfException {
    AbiType type = partOf(die);
    long count = 1;
    for (Die child : die.children()) {
      if (child.tag() == Dwarf.TAG_SUBRANGE_TYPE) {
        long length = length(child);
        if (length != 0 && count > LARGEST / length) {
          throw new DwarfException("an array of impossible size");
        }
        count *= length;
      }
    }
    if (type.size() != 0 && count > LARGEST / type.size()) {
      throw new DwarfException("an array of impossible size");
    }
    if (die.flag(Dwarf.AT_GNU_VECTOR)) {
      long size = type.size() * count;
      if (size > 16 && Long.bitCount(size) == 1) {
        return new WideVector(size);
      }
      if (size != 8 && size != 16) {
        throw new DwarfException("a vector of " + size + " bytes");
      }
      return new Vector(size);
    }
    return new Array(type, count);
  }

  private static long length(Die range) throws DwarfException {
    long length =
        range.constant(Dwarf.AT_COUNT).orElse(range.constant(Dwarf.AT_UPPER_BOUND).orElse(-1) + 1);
    // A flexible array member has no bound, one of length 0 the bound -1 in as many bits as fit.
    if (length < 0 || length == 1L << 32) {
      return 0;
    }
    if (length > LARGEST) {
      throw new DwarfException("an array of impossible size");
    }
    return length;
  }
}
