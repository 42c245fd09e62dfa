package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.BadInputException;
import java.util.List;
import java.util.Optional;

/** An ELF64 relocatable object for x86-64. Immutable. */
public final class ObjectFile {
  private final ObjectName name;
  private final int osAbi;
  private final int nameTable;
  private final List<Section> sections;
  private final List<Symbol> symbols;
  private final List<List<Relocation>> relocations;
  private final List<Group> groups;

  ObjectFile(
      ObjectName name,
      int osAbi,
      int nameTable,
      List<Section> sections,
      List<Symbol> symbols,
      List<List<Relocation>> relocations,
      List<Group> groups) {
    this.name = name;
    this.osAbi = osAbi;
    this.nameTable = nameTable;
    this.sections = List.copyOf(sections);
    this.symbols = List.copyOf(symbols);
    this.relocations = List.copyOf(relocations);
    this.groups = List.copyOf(groups);
  }

  /**
   * Reads an object.
   *
   * @param bytes of the whole file; not to be changed afterwards
   * @throws BadInputException when they are not an object that can be linked
   */
  public static ObjectFile parse(ObjectName name, byte[] bytes) throws BadInputException {
    return new ElfReader(name, bytes).read(false);
  }

  /** As {@link #parse}, without the relocations of what is not loaded: of debug information. */
  static ObjectFile parseLoaded(ObjectName name, byte[] bytes) throws BadInputException {
    return new ElfReader(name, bytes).read(true);
  }

  public ObjectName name() {
    return name;
  }

  /** EI_OSABI. */
  int osAbi() {
    return osAbi;
  }

  /** Index of the section that holds the sections' names. */
  int nameTable() {
    return nameTable;
  }

  /** By index; the first one is the empty section 0. */
  public List<Section> sections() {
    return sections;
  }

  /**
   * @param index of one of {@link #sections}
   */
  public Section section(int index) {
    return sections.get(index);
  }

  /** The first section of that name. */
  public Optional<Section> section(String sectionName) {
    return sections.stream().filter(section -> section.name().equals(sectionName)).findFirst();
  }

  /** By index; the first one is the empty symbol 0. */
  public List<Symbol> symbols() {
    return symbols;
  }

  /** The global or weak symbol of that name, defined or not. */
  public Optional<Symbol> symbol(String symbolName) {
    return symbols.stream()
        .filter(symbol -> !symbol.isLocal() && symbol.name().equals(symbolName))
        .findFirst();
  }

  /** The fields of a section that the linker fills in, in the object's order. */
  public List<Relocation> relocations(Section section) {
    return relocations.get(section.index());
  }

  public List<Group> groups() {
    return groups;
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
