package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.object.Relocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A debugging information entry. */
final class Die {
  private final DwarfUnit unit;
  private final int offset;
  private final Abbreviation shape;
  private final int[] forms;
  private final long[] values;
  private final Optional<Die> parent;
  private final List<Die> children = new ArrayList<>(0);

  /**
   * @param forms the abbreviation's, with DW_FORM_indirect resolved
   * @param parent absent where that was not kept
   */
  Die(
      DwarfUnit unit,
      int offset,
      Abbreviation shape,
      int[] forms,
      long[] values,
      Optional<Die> parent) {
    this.unit = unit;
    this.offset = offset;
    this.shape = shape;
    this.forms = forms;
    this.values = values;
    this.parent = parent;
  }

  DwarfUnit unit() {
    return unit;
  }

  int offset() {
    return offset;
  }

  int tag() {
    return shape.tag();
  }

  Optional<Die> parent() {
    return parent;
  }

  /** Those of kinds that are kept. */
  List<Die> children() {
    return children;
  }

  private int find(int name) {
    for (int i = 0; i < shape.names().length; i++) {
      if (shape.names()[i] == name) {
        return i;
      }
    }
    return -1;
  }

  boolean has(int name) {
    return find(name) >= 0;
  }

  boolean flag(int name) {
    int at = find(name);
    return at >= 0 && values[at] != 0;
  }

  /** A constant or an offset into another section. */
  OptionalLong constant(int name) {
    int at = find(name);
    return at >= 0 && (Form.isConstant(forms[at]) || forms[at] == Form.SEC_OFFSET)
        ? OptionalLong.of(values[at])
        : OptionalLong.empty();
  }

  Optional<String> string(int name) throws DwarfException {
    int at = find(name);
    return at < 0 ? Optional.empty() : Optional.of(unit.string(forms[at], values[at]));
  }

  /** The entry that a reference leads to. */
  Optional<Die> reference(int name) throws DwarfException {
    int at = find(name);
    if (at < 0) {
      return Optional.empty();
    }
    if (forms[at] == Form.REF_SIG8) {
      return Optional.of(unit.info().typeUnit(values[at]));
    }
    if (!Form.isReference(forms[at])) {
      throw new DwarfException("a reference into another file");
    }
    return Optional.of(unit.info().entry(unit.section(), values[at]));
  }

  /** The relocation that gives an address. */
  Optional<Relocation> address(int name) {
    int at = find(name);
    if (at < 0) {
      return Optional.empty();
    }
    if (Form.isAddressIndex(forms[at])) {
      return unit.info().addresses().relocation(unit.addressOffset(values[at]));
    }
    return forms[at] == Form.ADDR ? unit.section().relocation(values[at]) : Optional.empty();
  }
}
