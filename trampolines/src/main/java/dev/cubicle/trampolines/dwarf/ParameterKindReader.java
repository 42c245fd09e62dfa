package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.dwarf.ParameterKind.Target;
import java.util.Optional;

/** Tells what parameters point to, as far as debug information does; it is never refused. */
final class ParameterKindReader {
  private static final int LONGEST_CHAIN = 64;

  private ParameterKindReader() {}

  /** The kind of a parameter, from an entry that has its type. */
  static ParameterKind of(Die parameter) throws DwarfException {
    Optional<Die> type = stripped(parameter).type();
    if (type.isEmpty()) {
      return new ParameterKind.Other();
    }
    return switch (type.get().tag()) {
      case Dwarf.TAG_POINTER_TYPE, Dwarf.TAG_REFERENCE_TYPE, Dwarf.TAG_RVALUE_REFERENCE_TYPE ->
          pointer(type.get());
      case Dwarf.TAG_ENUMERATION_TYPE, Dwarf.TAG_BASE_TYPE -> number(type.get());
      default -> new ParameterKind.Other();
    };
  }

  private record Stripped(Optional<Die> type, boolean constant) {}

  /** The type behind names and qualifiers; nothing for void. */
  private static Stripped stripped(Die from) throws DwarfException {
    boolean constant = false;
    Optional<Die> type = from.reference(Dwarf.AT_TYPE);
    for (int i = 0; type.isPresent() && isWrapper(type.get().tag()); i++) {
      if (i == LONGEST_CHAIN) {
        throw new DwarfException("a type that is defined by itself");
      }
      constant |= type.get().tag() == Dwarf.TAG_CONST_TYPE;
      type = type.get().reference(Dwarf.AT_TYPE);
    }
    return new Stripped(type, constant);
  }

  private static boolean isWrapper(int tag) {
    return switch (tag) {
      case Dwarf.TAG_TYPEDEF,
          Dwarf.TAG_TEMPLATE_ALIAS,
          Dwarf.TAG_CONST_TYPE,
          Dwarf.TAG_VOLATILE_TYPE,
          Dwarf.TAG_RESTRICT_TYPE,
          Dwarf.TAG_ATOMIC_TYPE,
          Dwarf.TAG_IMMUTABLE_TYPE,
          Dwarf.TAG_SHARED_TYPE,
          Dwarf.TAG_PACKED_TYPE ->
          true;
      default -> false;
    };
  }

  private static ParameterKind number(Die type) throws DwarfException {
    int encoding = (int) type.constant(Dwarf.AT_ENCODING).orElse(Dwarf.ATE_SIGNED);
    long size = type.constant(Dwarf.AT_BYTE_SIZE).orElse(0);
    boolean isFloat =
        encoding == Dwarf.ATE_FLOAT
            || encoding == Dwarf.ATE_COMPLEX_FLOAT
            || encoding == Dwarf.ATE_IMAGINARY_FLOAT
            || encoding == Dwarf.ATE_DECIMAL_FLOAT;
    return isFloat || size < 1 || size > 16
        ? new ParameterKind.Other()
        : new ParameterKind.Number((int) size);
  }

  private static ParameterKind pointer(Die pointer) throws DwarfException {
    Stripped target = stripped(pointer);
    if (target.type().isEmpty()) {
      return new ParameterKind.Pointer(Target.BYTES, 0, target.constant());
    }
    Die type = target.type().get();
    long size = Math.max(0, type.constant(Dwarf.AT_BYTE_SIZE).orElse(0));
    return switch (type.tag()) {
      case Dwarf.TAG_SUBROUTINE_TYPE ->
          new ParameterKind.Pointer(Target.FUNCTION, 0, target.constant());
      case Dwarf.TAG_POINTER_TYPE ->
          new ParameterKind.Pointer(Target.OBJECT, Long.BYTES, target.constant());
      default ->
          new ParameterKind.Pointer(
              isCharacter(type) ? Target.CHARACTER : Target.OBJECT, size, target.constant());
    };
  }

  private static boolean isCharacter(Die type) {
    if (type.tag() != Dwarf.TAG_BASE_TYPE) {
      return false;
    }
    int encoding = (int) type.constant(Dwarf.AT_ENCODING).orElse(0);
    return encoding == Dwarf.ATE_SIGNED_CHAR || encoding == Dwarf.ATE_UNSIGNED_CHAR;
  }
}
