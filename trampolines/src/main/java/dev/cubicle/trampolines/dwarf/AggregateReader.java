package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.dwarf.AbiType.Aggregate;
import dev.cubicle.trampolines.dwarf.AbiType.Array;
import dev.cubicle.trampolines.dwarf.AbiType.ByReference;
import dev.cubicle.trampolines.dwarf.AbiType.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads structs, classes and unions. */
final class AggregateReader {
  private static final long LARGEST_ALIGNMENT = 1L << 28;

  private final TypeReader types;

  AggregateReader(TypeReader types) {
    this.types = types;
  }

  /** The definition of a type of which this may be a declaration. */
  Die complete(Die die) throws DwarfException {
    Optional<Die> definition = die.reference(Dwarf.AT_SIGNATURE);
    if (definition.isPresent()) {
      return definition.get();
    }
    if (die.flag(Dwarf.AT_DECLARATION)) {
      throw new DwarfException(
          "the incomplete type " + die.string(Dwarf.AT_NAME).orElse("without a name"));
    }
    return die;
  }

  AbiType read(Die declared) throws DwarfException {
    Die die = complete(declared);
    if (die != declared) {
      return types.type(die);
    }
    if (die.constant(Dwarf.AT_CALLING_CONVENTION).orElse(0) == Dwarf.CC_PASS_BY_REFERENCE) {
      return new ByReference();
    }
    boolean isCPlusPlus = Dwarf.isCPlusPlus(die.unit().language());
    List<Field> fields = new ArrayList<>();
    Layout layout = new Layout();
    boolean isUnion = die.tag() == Dwarf.TAG_UNION_TYPE;
    for (Die child : die.children()) {
      if (isField(child)) {
        AbiType type = types.partOf(child);
        Field field = field(child, type);
        layout.add(field, type, alignment(child, type), child.has(Dwarf.AT_ALIGNMENT));
        boolean isBits = isUnion && field instanceof Field.Bits && !die.unit().isClang();
        fields.add(isBits ? asInteger(((Field.Bits) field).size()) : field);
      } else if (child.tag() == Dwarf.TAG_VARIANT_PART) {
        throw new DwarfException("a type with variants");
      }
    }
    if (isCPlusPlus && (hasByReference(fields) || NonTrivial.is(die))) {
      return new ByReference();
    }
    long size = TypeReader.size(die);
    OptionalLong stated = stated(die, Dwarf.AT_ALIGNMENT);
    if (Dwarf.isC(die.unit().language()) && !isUnion && layout.hasGap(size, stated)) {
      throw new DwarfException(
          "a struct with unnamed bit-fields, which the debug information does not show");
    }
    // An empty class has a size but nothing to pass.
    boolean isEmptyClass = isCPlusPlus && fields.stream().allMatch(AggregateReader::isEmpty);
    return new Aggregate(
        isEmptyClass ? 0 : size,
        stated.orElse(layout.alignment(size)),
        isEmptyClass ? List.of() : fields);
  }

  private static boolean hasByReference(List<Field> fields) {
    return fields.stream()
        .anyMatch(field -> field instanceof Field.Plain(_, AbiType type) && isByReference(type));
  }

  private static boolean isByReference(AbiType type) {
    return switch (type) {
      case ByReference _ -> true;
      case Array(AbiType element, _) -> isByReference(element);
      default -> false;
    };
  }

  private static boolean isEmpty(Field field) {
    return field instanceof Field.Plain(_, AbiType type) && isEmpty(type);
  }

  private static boolean isEmpty(AbiType type) {
    return switch (type) {
      case Aggregate aggregate -> aggregate.fields().isEmpty();
      case Array(AbiType element, _) -> isEmpty(element);
      default -> false;
    };
  }

  /** Whether it is a base class or a member that is not static. */
  private static boolean isField(Die child) {
    return child.tag() == Dwarf.TAG_INHERITANCE
        || (child.tag() == Dwarf.TAG_MEMBER
            && !child.flag(Dwarf.AT_EXTERNAL)
            && !child.flag(Dwarf.AT_DECLARATION));
  }

  private static Field field(Die die, AbiType type) throws DwarfException {
    OptionalLong location = die.constant(Dwarf.AT_DATA_MEMBER_LOCATION);
    if (location.isEmpty() && die.has(Dwarf.AT_DATA_MEMBER_LOCATION)) {
      throw new DwarfException("a member whose place is computed");
    }
    long offset = bounded(location.orElse(0));
    OptionalLong bits = die.constant(Dwarf.AT_BIT_SIZE);
    if (bits.isEmpty()) {
      return new Field.Plain(offset, type);
    }
    long size = bounded(bits.getAsLong());
    OptionalLong bitOffset = die.constant(Dwarf.AT_DATA_BIT_OFFSET);
    if (bitOffset.isPresent()) {
      return new Field.Bits(offset * 8 + bounded(bitOffset.getAsLong()), size);
    }
    // DWARF 3: counted from the most significant bit of a unit of so many bytes.
    long unit = bounded(die.constant(Dwarf.AT_BYTE_SIZE).orElse(type.size()));
    long fromTop = die.constant(Dwarf.AT_BIT_OFFSET).orElse(unit * 8 - size);
    return new Field.Bits(bounded(offset * 8 + unit * 8 - fromTop - size), size);
  }

  /** GCC takes a union's bit-field for the smallest integer that holds it, alignment included. */
  private static Field asInteger(long bits) throws DwarfException {
    if (bits > Long.SIZE) {
      throw new DwarfException("a bit-field of " + bits + " bits");
    }
    long size = Math.max(1, Long.highestOneBit(Math.max(1, bits - 1)) / 4);
    return new Field.Plain(0, new AbiType.Integer(size, size));
  }

  private static long bounded(long value) throws DwarfException {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new DwarfException("a member outside its struct");
    }
    return value;
  }

  private static long alignment(Die member, AbiType type) throws DwarfException {
    OptionalLong own = stated(member, Dwarf.AT_ALIGNMENT);
    if (own.isPresent()) {
      return own.getAsLong();
    }
    // Typedefs can change the alignment of what they name.
    Optional<Die> next = member.reference(Dwarf.AT_TYPE);
    while (next.isPresent() && next.get().tag() == Dwarf.TAG_TYPEDEF) {
      own = stated(next.get(), Dwarf.AT_ALIGNMENT);
      if (own.isPresent()) {
        return own.getAsLong();
      }
      next = next.get().reference(Dwarf.AT_TYPE);
    }
    return type.alignment();
  }

  private static OptionalLong stated(Die die, int name) throws DwarfException {
    OptionalLong stated = die.constant(name);
    if (stated.isPresent()
        && (Long.bitCount(stated.getAsLong()) != 1
            || stated.getAsLong() < 1
            || stated.getAsLong() > LARGEST_ALIGNMENT)) {
      throw new DwarfException("an impossible alignment");
    }
    return stated;
  }
}
