package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.BadInputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/** Reads one object; gABI chapter 4. */
final class ElfReader {
  static final int HEADER_SIZE = 64;
  static final int SECTION_HEADER_SIZE = 64;
  static final int MACHINE_X86_64 = 62;
  static final int INDEX_ESCAPE = 0xffff;
  private static final int TYPE_RELOCATABLE = 1;
  private static final int OS_ABI_GNU = 3;
  private static final long LARGEST_NOBITS = 1L << 47;
  private static final int SHT_RELR = 19;
  private static final int SHT_CREL = 0x40000014;

  private final ObjectName name;
  private final ElfBytes file;
  private int nameTable;

  private record Header(
      String name,
      int type,
      long flags,
      long offset,
      long size,
      int link,
      int info,
      long alignment,
      long entrySize) {}

  ElfReader(ObjectName name, byte[] bytes) {
    this.name = name;
    file = new ElfBytes(name, bytes);
  }

  /**
   * @param loadedAlone whether relocations of what is not loaded are left out
   */
  ObjectFile read(boolean loadedAlone) throws BadInputException {
    ByteBuffer header = checkedHeader();
    List<Header> headers = headers(header);
    int[] groupOf = new int[headers.size()];
    List<Section> plain = sections(headers, groupOf);
    if (plain.get(nameTable).type() != Section.SHT_STRTAB) {
      throw file.bad("section %d, of section names, is no string table", nameTable);
    }
    SymbolReader symbolReader = new SymbolReader(file, plain);
    List<Symbol> symbols = symbolReader.symbols();
    List<Group> groups = groups(plain, symbols, symbolReader.table(), groupOf);
    List<Section> sections = groups.isEmpty() ? plain : sections(headers, groupOf);
    List<List<Relocation>> relocations =
        relocations(sections, symbols, symbolReader.table(), loadedAlone);
    ObjectFile object =
        new ObjectFile(name, header.get(7), nameTable, sections, symbols, relocations, groups);
    LinkTimeOptimisation.check(object, file);
    return object;
  }

  private ByteBuffer checkedHeader() throws BadInputException {
    if (file.size() < HEADER_SIZE) {
      throw file.bad("too short to be an ELF object: %d bytes", file.size());
    }
    ByteBuffer header = file.slice(0, HEADER_SIZE, "the ELF header");
    if (header.getInt(0) != 0x464c457f) {
      throw file.bad("not an ELF object: %s", Magic.describe(header));
    }
    if (header.get(4) != 2) {
      throw file.bad("a 32-bit ELF file: compile it for x86-64 (gcc -m64)");
    }
    int machine = Short.toUnsignedInt(header.getShort(18));
    if (header.get(5) != 1 || machine != MACHINE_X86_64) {
      throw file.bad("made for another processor (ELF machine %d): compile it for x86-64", machine);
    }
    if (header.get(7) != 0 && header.get(7) != OS_ABI_GNU) {
      throw file.bad(
          "made for another operating system (ELF OS ABI %d): compile it for Linux",
          Byte.toUnsignedInt(header.get(7)));
    }
    int type = Short.toUnsignedInt(header.getShort(16));
    if (type != TYPE_RELOCATABLE) {
      throw file.bad(
          switch (type) {
            case 2 ->
                "an executable: pass the objects (gcc -c) or archives that it was linked from";
            case 3 ->
                "a shared library or position-independent executable: pass the objects (gcc -c) or"
                    + " the static archive (lib*.a) instead";
            case 4 -> "a core dump, not a relocatable object";
            default -> "not a relocatable object (ELF type " + type + ")";
          });
    }
    return header;
  }

  private List<Header> headers(ByteBuffer header) throws BadInputException {
    long offset = header.getLong(40);
    if (offset == 0) {
      throw file.bad("has no section header table: it was stripped beyond use");
    }
    if (Short.toUnsignedInt(header.getShort(58)) != SECTION_HEADER_SIZE) {
      throw file.bad("its section headers have an unknown size");
    }
    ByteBuffer first = file.slice(offset, SECTION_HEADER_SIZE, "the section header table");
    long count = Short.toUnsignedInt(header.getShort(60));
    if (count == 0) {
      count = first.getLong(32);
    }
    int names = Short.toUnsignedInt(header.getShort(62));
    if (names == INDEX_ESCAPE) {
      names = first.getInt(40);
    }
    if (count <= 0 || count > file.size() / SECTION_HEADER_SIZE) {
      throw file.bad("a section header table of %d entries does not fit into the file", count);
    }
    if (names <= 0 || names >= count) {
      throw file.bad("the table of section names is missing (section %d of %d)", names, count);
    }
    nameTable = names;
    ByteBuffer table = file.slice(offset, count * SECTION_HEADER_SIZE, "the section header table");
    ByteBuffer nameHeader = table.slice(names * SECTION_HEADER_SIZE, SECTION_HEADER_SIZE);
    nameHeader.order(table.order());
    StringTable strings =
        new StringTable(
            file,
            file.slice(nameHeader.getLong(24), nameHeader.getLong(32), "the section name table"),
            "section name");
    List<Header> headers = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      headers.add(header(table, i * SECTION_HEADER_SIZE, i == 0, strings));
    }
    return headers;
  }

  private Header header(ByteBuffer table, int at, boolean isFirst, StringTable strings)
      throws BadInputException {
    if (isFirst) {
      // Its fields serve as an extension of the ELF header.
      return new Header("", Section.SHT_NULL, 0, 0, 0, 0, 0, 0, 0);
    }
    return new Header(
        strings.at(Integer.toUnsignedLong(table.getInt(at))),
        table.getInt(at + 4),
        table.getLong(at + 8),
        table.getLong(at + 24),
        table.getLong(at + 32),
        table.getInt(at + 40),
        table.getInt(at + 44),
        table.getLong(at + 48),
        table.getLong(at + 56));
  }

  private List<Section> sections(List<Header> headers, int[] groupOf) throws BadInputException {
    List<Section> sections = new ArrayList<>(headers.size());
    long total = 0;
    for (int i = 0; i < headers.size(); i++) {
      Section section = section(i, headers.get(i), groupOf[i]);
      sections.add(section);
      total += section.contents().limit();
    }
    if (total > file.size()) {
      throw file.bad("its sections overlap: the file is damaged");
    }
    return sections;
  }

  private Section section(int index, Header header, int group) throws BadInputException {
    String what = "section " + (header.name.isEmpty() ? "number " + index : header.name);
    boolean isEmpty = header.type == Section.SHT_NULL || header.type == Section.SHT_NOBITS;
    ByteBuffer contents =
        isEmpty ? file.slice(0, 0, what) : file.slice(header.offset, header.size, what);
    if (header.type == Section.SHT_NOBITS && (header.size < 0 || header.size > LARGEST_NOBITS)) {
      throw file.bad("%s claims 0x%x bytes: the file is damaged", what, header.size);
    }
    if (Long.bitCount(header.alignment) > 1) {
      throw file.bad("%s has alignment 0x%x, which is no power of two", what, header.alignment);
    }
    if (header.alignment < 0 || header.alignment > LARGEST_NOBITS) {
      throw file.bad("%s has alignment 0x%x", what, header.alignment);
    }
    boolean isCompressed = (header.flags & Section.SHF_COMPRESSED) != 0;
    if (isCompressed && (header.flags & Section.SHF_ALLOC) != 0) {
      throw file.bad("%s is compressed although it is to be loaded", what);
    }
    return new Section(
        index,
        header.name,
        header.type,
        header.flags,
        header.type == Section.SHT_NULL ? 0 : header.size,
        Math.max(1, header.alignment),
        header.entrySize,
        header.link,
        header.info,
        group == 0 ? OptionalInt.empty() : OptionalInt.of(group),
        contents);
  }

  /** Reads the groups and notes in {@code groupOf} for every section which one it is in. */
  private List<Group> groups(
      List<Section> sections, List<Symbol> symbols, int symbolTable, int[] groupOf)
      throws BadInputException {
    List<Group> groups = new ArrayList<>();
    for (Section section : sections) {
      if (section.type() == Section.SHT_GROUP) {
        groups.add(group(section, symbols, symbolTable, groupOf));
      }
    }
    return groups;
  }

  private Group group(Section section, List<Symbol> symbols, int symbolTable, int[] groupOf)
      throws BadInputException {
    ByteBuffer contents = section.contents();
    if (contents.limit() < 4 || contents.limit() % 4 != 0 || section.link() != symbolTable) {
      throw file.bad("section group %d is malformed", section.index());
    }
    if (section.info() < 0 || section.info() >= symbols.size()) {
      throw file.bad("section group %d has no signature", section.index());
    }
    List<Integer> members = new ArrayList<>();
    for (int at = 4; at < contents.limit(); at += 4) {
      int member = contents.getInt(at);
      if (member <= 0 || member >= groupOf.length || groupOf[member] != 0) {
        throw file.bad(
            "section group %d has a member that does not exist or belongs to another (%d)",
            section.index(), member);
      }
      groupOf[member] = section.index();
      members.add(member);
    }
    boolean comdat = (contents.getInt(0) & 1) != 0;
    return new Group(section.index(), comdat, symbols.get(section.info()), List.copyOf(members));
  }

  private List<List<Relocation>> relocations(
      List<Section> sections, List<Symbol> symbols, int symbolTable, boolean loadedAlone)
      throws BadInputException {
    List<List<Relocation>> relocations =
        new ArrayList<>(Collections.nCopies(sections.size(), List.<Relocation>of()));
    boolean[] seen = new boolean[sections.size()];
    for (Section section : sections) {
      switch (section.type()) {
        case Section.SHT_RELA -> {
          int target = section.info();
          if (target <= 0 || target >= sections.size() || section.link() != symbolTable) {
            throw file.bad("%s belongs to no section", section.name());
          }
          if (seen[target]) {
            throw file.bad("%s has two relocation sections", sections.get(target).name());
          }
          seen[target] = true;
          if (!loadedAlone || sections.get(target).isAllocated()) {
            relocations.set(
                target, new RelocationReader(file, section, sections.get(target)).read(symbols));
          }
        }
        case Section.SHT_REL, SHT_RELR, SHT_CREL ->
            throw file.bad(
                "%s has relocations of a kind that x86-64 assemblers do not make by default:"
                    + " compile it without options that choose one (-Wa,--crel)",
                section.name());
        default -> {}
      }
    }
    return relocations;
  }
}
