package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All of an object's debugging entries that have to do with functions and types. */
final class DebugInfo {
  private final DebugSection abbreviations;
  private final DebugSection strings;
  private final DebugSection lineStrings;
  private final DebugSection stringOffsets;
  private final DebugSection addresses;
  private final Budget budget;
  private final List<Die> functions = new ArrayList<>();
  private final Map<DebugSection, Map<Long, Die>> entries = new HashMap<>();
  private final Map<Long, Map<Long, Abbreviation>> tables = new HashMap<>();
  private final Map<Long, Die> typeUnits = new HashMap<>();

  private DebugInfo(ObjectFile object) throws DwarfException {
    abbreviations = section(object, "abbrev");
    strings = section(object, "str");
    lineStrings = section(object, "line_str");
    stringOffsets = section(object, "str_offsets");
    addresses = section(object, "addr");
    List<DebugSection> units = new ArrayList<>();
    List<Boolean> areTypes = new ArrayList<>();
    long size = 0;
    for (Section section : object.sections()) {
      boolean isTypes = isNamed(section, "types");
      if (isTypes || isNamed(section, "info")) {
        DebugSection contents = DebugSection.of(object, section);
        units.add(contents);
        areTypes.add(isTypes);
        size += contents.bytes().length;
      }
    }
    budget = new Budget(size + abbreviations.bytes().length);
    for (int i = 0; i < units.size(); i++) {
      entries.put(units.get(i), new HashMap<>());
      new UnitReader(this, units.get(i), areTypes.get(i)).read();
    }
  }

  static DebugInfo of(ObjectFile object) throws DwarfException {
    return new DebugInfo(object);
  }

  /** Whether an object has any. */
  static boolean isIn(ObjectFile object) {
    return object.sections().stream().anyMatch(section -> isNamed(section, "info"));
  }

  private static boolean isNamed(Section section, String name) {
    return section.type() != Section.SHT_NOBITS
        && (section.name().equals(".debug_" + name) || section.name().equals(".zdebug_" + name));
  }

  private static DebugSection section(ObjectFile object, String name) throws DwarfException {
    for (Section section : object.sections()) {
      if (isNamed(section, name)) {
        return DebugSection.of(object, section);
      }
    }
    return DebugSection.empty();
  }

  /** The table of abbreviations at an offset. */
  Map<Long, Abbreviation> abbreviations(long offset) throws DwarfException {
    Map<Long, Abbreviation> table = tables.get(offset);
    if (table == null) {
      table = Abbreviation.table(abbreviations.bytes(), offset, budget);
      tables.put(offset, table);
    }
    return table;
  }

  DebugSection strings() {
    return strings;
  }

  DebugSection lineStrings() {
    return lineStrings;
  }

  DebugSection stringOffsets() {
    return stringOffsets;
  }

  DebugSection addresses() {
    return addresses;
  }

  Budget budget() {
    return budget;
  }

  /** All DW_TAG_subprogram entries, in the object's order. */
  List<Die> functions() {
    return functions;
  }

  /** The definition of a struct of that name. */
  Optional<Die> structure(String name) throws DwarfException {
    for (Map<Long, Die> unit : entries.values()) {
      for (Die die : unit.values()) {
        if (die.tag() == Dwarf.TAG_STRUCTURE_TYPE
            && !die.flag(Dwarf.AT_DECLARATION)
            && die.string(Dwarf.AT_NAME).equals(Optional.of(name))) {
          return Optional.of(die);
        }
      }
    }
    return Optional.empty();
  }

  void add(Die die) {
    entries.get(die.unit().section()).put((long) die.offset(), die);
    if (die.tag() == Dwarf.TAG_SUBPROGRAM) {
      functions.add(die);
    }
  }

  void addTypeUnit(long signature, Die type) {
    typeUnits.putIfAbsent(signature, type);
  }

  Die entry(DebugSection section, long offset) throws DwarfException {
    Die die = entries.get(section).get(offset);
    if (die == null) {
      throw new DwarfException("a reference to an entry that is not there");
    }
    return die;
  }

  Die typeUnit(long signature) throws DwarfException {
    Die die = typeUnits.get(signature);
    if (die == null) {
      throw new DwarfException("a type of a type unit that is not in the object");
    }
    return die;
  }
}
