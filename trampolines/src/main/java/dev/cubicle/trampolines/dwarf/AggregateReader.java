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
    long convention = die.constant(Dwarf.AT_CALLING_CONVENTION).orElse(0);
    if (convention == Dwarf.CC_PASS_BY_REFERENCE) {
      return new ByReference();
    }
    boolean isCPlusPlus = Dwarf.isCPlusPlus(die.unit().language());
    if (isCPlusPlus && convention != Dwarf.CC_PASS_BY_VALUE && hasFunctions(die)) {
      throw new DwarfException(
          "a class of which it is not said how it is passed: compile it with -gdwarf-5");
    }
    List<Field> fields = new ArrayList<>();
    long alignment = 1;
    long size = TypeReader.size(die);
    boolean isPacked = false;
    for (Die child : die.children()) {
      if (isField(child)) {
        AbiType type = types.partOf(child);
        Field field = field(child, type);
        fields.add(field);
        long natural = alignment(child, type);
        isPacked |= field instanceof Field.Plain(long offset, _) && offset % natural != 0;
        alignment = Math.max(alignment, natural);
      } else if (child.tag() == Dwarf.TAG_VARIANT_PART) {
        throw new DwarfException("a type with variants");
      }
    }
    isPacked |= size % alignment != 0;
    long stated = stated(die, Dwarf.AT_ALIGNMENT).orElse(isPacked ? 1 : alignment);
    // An empty class has a size but nothing to pass.
    boolean isEmptyClass = isCPlusPlus && fields.stream().allMatch(AggregateReader::isEmpty);
    return new Aggregate(isEmptyClass ? 0 : size, stated, isEmptyClass ? List.of() : fields);
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

  private static boolean hasFunctions(Die die) {
    return die.children().stream().anyMatch(child -> child.tag() == Dwarf.TAG_SUBPROGRAM);
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
