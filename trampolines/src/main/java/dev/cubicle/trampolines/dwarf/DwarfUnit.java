package dev.cubicle.trampolines.dwarf;

import java.util.Map;

/** A unit of .debug_info or .debug_types: its header, and what its first entry says of it. */
final class DwarfUnit {
  private final DebugInfo info;
  private final DebugSection section;
  private final int start;
  private final int offsetSize;
  private final int addressSize;
  private final Map<Long, Abbreviation> abbreviations;
  private long stringOffsets;
  private long addresses;
  private long language;
  private boolean has128BitLongDouble;
  private boolean isClang;

  DwarfUnit(
      DebugInfo info,
      DebugSection section,
      int start,
      int offsetSize,
      int addressSize,
      Map<Long, Abbreviation> abbreviations) {
    this.info = info;
    this.section = section;
    this.start = start;
    this.offsetSize = offsetSize;
    this.addressSize = addressSize;
    this.abbreviations = abbreviations;
    // Without an attribute the tables' only contributions are meant, behind their headers.
    stringOffsets = offsetSize == 8 ? 16 : 8;
    addresses = offsetSize == 8 ? 16 : 8;
  }

  DebugInfo info() {
    return info;
  }

  DebugSection section() {
    return section;
  }

  /** Offset of the unit's header in its section. */
  int start() {
    return start;
  }

  int offsetSize() {
    return offsetSize;
  }

  int addressSize() {
    return addressSize;
  }

  Map<Long, Abbreviation> abbreviations() {
    return abbreviations;
  }

  long language() {
    return language;
  }

  /** Whether long double is the 128-bit type of -mlong-double-128. */
  boolean has128BitLongDouble() {
    return has128BitLongDouble;
  }

  boolean isClang() {
    return isClang;
  }

  /** Takes what the unit's first entry says. */
  void describe(Die first) throws DwarfException {
    stringOffsets = first.constant(Dwarf.AT_STR_OFFSETS_BASE).orElse(stringOffsets);
    addresses = first.constant(Dwarf.AT_ADDR_BASE).orElse(addresses);
    language = first.constant(Dwarf.AT_LANGUAGE).orElse(0);
    has128BitLongDouble = first.string(Dwarf.AT_PRODUCER).orElse("").contains("-mlong-double-128");
  }

  /** The string that a value of that form means. */
  String string(int form, long value) throws DwarfException {
    if (Form.isStringIndex(form)) {
      Cursor table = new Cursor(info.stringOffsets().bytes(), stringOffsets + value * offsetSize);
      return new Cursor(info.strings().bytes(), table.fixed(offsetSize)).string();
    }
    return switch (form) {
      case Form.STRING -> new Cursor(section.bytes(), value).string();
      case Form.STRP -> new Cursor(info.strings().bytes(), value).string();
      case Form.LINE_STRP -> new Cursor(info.lineStrings().bytes(), value).string();
      default -> throw new DwarfException("a string of unknown form 0x%x".formatted(form));
    };
  }

  /** Offset of the address of that number in .debug_addr. */
  long addressOffset(long index) {
    return addresses + index * addressSize;
  }
}
