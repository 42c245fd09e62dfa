package dev.cubicle.trampolines.dwarf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Reads the units of one section; DWARF 5, section 7.5. */
final class UnitReader {
  private static final int MOST_ENTRIES = 1 << 22;
  private static final int DEEPEST = 1 << 10;

  private final DebugInfo info;
  private final DebugSection section;
  private final boolean isTypes;
  private int entries;

  /**
   * @param isTypes whether it is .debug_types, of DWARF 4
   */
  UnitReader(DebugInfo info, DebugSection section, boolean isTypes) {
    this.info = info;
    this.section = section;
    this.isTypes = isTypes;
  }

  void read() throws DwarfException {
    long next = 0;
    while (next < section.bytes().length) {
      next = unit((int) next);
    }
  }

  /** Reads the unit there; offset of the next. */
  private long unit(int start) throws DwarfException {
    Cursor cursor = new Cursor(section.bytes(), start);
    long length = cursor.fixed(4);
    int offsetSize = 4;
    if (length == 0xffff_ffffL) {
      length = cursor.fixed(8);
      offsetSize = 8;
    }
    cursor.limit(length);
    long end = cursor.position() + length;
    int version = cursor.u16();
    if (version < 2 || version > 5) {
      throw new DwarfException("DWARF version " + version + ": compile it with -gdwarf-5");
    }
    int type = version >= 5 ? cursor.u8() : 0;
    int addressSize = version >= 5 ? cursor.u8() : 0;
    long table = cursor.fixed(offsetSize);
    addressSize = version >= 5 ? addressSize : cursor.u8();
    if (addressSize != 4 && addressSize != 8) {
      throw new DwarfException("addresses of " + addressSize + " bytes");
    }
    boolean hasSignature = isTypes || type == Dwarf.UT_TYPE || type == Dwarf.UT_SPLIT_TYPE;
    long signature = hasSignature ? cursor.fixed(8) : 0;
    long typeOffset = hasSignature ? cursor.fixed(offsetSize) : 0;
    if (type == Dwarf.UT_SKELETON || type == Dwarf.UT_SPLIT_COMPILE) {
      cursor.skip(8);
    }
    DwarfUnit unit =
        new DwarfUnit(info, section, start, offsetSize, addressSize, info.abbreviations(table));
    entries(unit, cursor);
    if (hasSignature) {
      info.addTypeUnit(signature, info.entry(section, start + typeOffset));
    }
    return end;
  }

  private void entries(DwarfUnit unit, Cursor cursor) throws DwarfException {
    // An empty element stands for an ancestor that was not kept.
    Deque<Optional<Die>> ancestors = new ArrayDeque<>();
    boolean isFirst = true;
    while (!cursor.atEnd()) {
      int offset = cursor.position();
      long code = cursor.uleb();
      if (code == 0) {
        if (ancestors.pollLast() == null || ancestors.isEmpty()) {
          return;
        }
        continue;
      }
      Abbreviation shape = unit.abbreviations().get(code);
      if (shape == null) {
        throw new DwarfException("an entry of unknown shape");
      }
      Optional<Die> parent = ancestors.isEmpty() ? Optional.empty() : ancestors.peekLast();
      Die die = entry(unit, cursor, offset, shape, parent);
      boolean isKept = isKept(shape.tag());
      if (isKept) {
        keep(die);
      }
      if (isFirst) {
        unit.describe(die);
        if (die.has(Dwarf.AT_DWO_NAME) || die.has(Dwarf.AT_GNU_DWO_NAME)) {
          throw new DwarfException("in a .dwo file: compile it without -gsplit-dwarf");
        }
        isFirst = false;
      }
      if (shape.hasChildren()) {
        ancestors.addLast(isKept ? Optional.of(die) : Optional.empty());
        if (ancestors.size() > DEEPEST) {
          throw new DwarfException("entries nested too deeply");
        }
      } else if (ancestors.isEmpty()) {
        return;
      }
    }
  }

  private void keep(Die die) throws DwarfException {
    if (++entries > MOST_ENTRIES) {
      throw new DwarfException("more than " + MOST_ENTRIES + " entries");
    }
    info.add(die);
    die.parent().ifPresent(parent -> parent.children().add(die));
  }

  private Die entry(
      DwarfUnit unit, Cursor cursor, int offset, Abbreviation shape, Optional<Die> parent)
      throws DwarfException {
    int count = shape.names().length;
    info.budget().spend(count + 1L);
    int[] forms = shape.forms();
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      int form = forms[i];
      if (form == Form.INDIRECT) {
        form = cursor.small();
        if (form == Form.INDIRECT || form == Form.IMPLICIT_CONST) {
          throw new DwarfException("an attribute of impossible form");
        }
        forms = forms == shape.forms() ? forms.clone() : forms;
        forms[i] = form;
      }
      values[i] = Form.read(form, shape.constants()[i], cursor, unit);
    }
    return new Die(unit, offset, shape, forms, values, parent);
  }

  /** Blocks, variables, call sites and the like are of no use here. */
  private static boolean isKept(int tag) {
    return switch (tag) {
      case Dwarf.TAG_ARRAY_TYPE,
          Dwarf.TAG_CLASS_TYPE,
          Dwarf.TAG_ENUMERATION_TYPE,
          Dwarf.TAG_FORMAL_PARAMETER,
          Dwarf.TAG_MEMBER,
          Dwarf.TAG_POINTER_TYPE,
          Dwarf.TAG_REFERENCE_TYPE,
          Dwarf.TAG_COMPILE_UNIT,
          Dwarf.TAG_STRUCTURE_TYPE,
          Dwarf.TAG_SUBROUTINE_TYPE,
          Dwarf.TAG_TYPEDEF,
          Dwarf.TAG_UNION_TYPE,
          Dwarf.TAG_UNSPECIFIED_PARAMETERS,
          Dwarf.TAG_INHERITANCE,
          Dwarf.TAG_PTR_TO_MEMBER_TYPE,
          Dwarf.TAG_SUBRANGE_TYPE,
          Dwarf.TAG_BASE_TYPE,
          Dwarf.TAG_CONST_TYPE,
          Dwarf.TAG_PACKED_TYPE,
          Dwarf.TAG_SUBPROGRAM,
          Dwarf.TAG_VARIANT_PART,
          Dwarf.TAG_VOLATILE_TYPE,
          Dwarf.TAG_RESTRICT_TYPE,
          Dwarf.TAG_INTERFACE_TYPE,
          Dwarf.TAG_NAMESPACE,
          Dwarf.TAG_UNSPECIFIED_TYPE,
          Dwarf.TAG_PARTIAL_UNIT,
          Dwarf.TAG_SHARED_TYPE,
          Dwarf.TAG_TYPE_UNIT,
          Dwarf.TAG_RVALUE_REFERENCE_TYPE,
          Dwarf.TAG_TEMPLATE_ALIAS,
          Dwarf.TAG_ATOMIC_TYPE,
          Dwarf.TAG_IMMUTABLE_TYPE ->
          true;
      default -> false;
    };
  }
}
