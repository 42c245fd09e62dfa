package dev.cubicle.trampolines.object;

import com.google.common.collect.ImmutableMap;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.object.Symbol.Binding;
import dev.cubicle.trampolines.object.Symbol.Placement;
import dev.cubicle.trampolines.object.Symbol.Type;
import dev.cubicle.trampolines.object.Symbol.Visibility;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads the symbol table; gABI, "Symbol Table". */
final class SymbolReader {
  static final int ENTRY_SIZE = 24;
  static final int SHN_RESERVED = 0xff00;
  static final int SHN_LARGE_COMMON = 0xff02;
  static final int SHN_ABSOLUTE = 0xfff1;
  static final int SHN_COMMON = 0xfff2;
  static final int SHN_EXTENDED = 0xffff;

  private static final Map<Integer, Binding> BINDINGS =
      Arrays.stream(Binding.values())
          .collect(ImmutableMap.toImmutableMap(Binding::code, binding -> binding));
  private static final Map<Integer, Type> TYPES =
      Arrays.stream(Type.values()).collect(ImmutableMap.toImmutableMap(Type::code, type -> type));

  private final ElfBytes file;
  private final List<Section> sections;
  private final int table;

  SymbolReader(ElfBytes file, List<Section> sections) throws BadInputException {
    this.file = file;
    this.sections = sections;
    int found = 0;
    for (Section section : sections) {
      if (section.type() == Section.SHT_SYMTAB) {
        if (found != 0) {
          throw file.bad("has two symbol tables");
        }
        found = section.index();
      }
    }
    table = found;
  }

  /** Index of the symbol table's section, 0 if there is none. */
  int table() {
    return table;
  }

  /** By index; symbol 0 alone if there is no table. */
  List<Symbol> symbols() throws BadInputException {
    List<Symbol> symbols = new ArrayList<>();
    symbols.add(
        new Symbol(
            0, "", 0, 0, Binding.LOCAL, Type.NOTYPE, Visibility.DEFAULT, Placement.UNDEFINED, 0));
    if (table == 0) {
      return symbols;
    }
    Section section = sections.get(table);
    ByteBuffer contents = section.contents();
    int strings = section.link();
    if (contents.limit() % ENTRY_SIZE != 0
        || contents.limit() == 0
        || strings <= 0
        || strings >= sections.size()
        || sections.get(strings).type() != Section.SHT_STRTAB) {
      throw file.bad("its symbol table is malformed");
    }
    int count = contents.limit() / ENTRY_SIZE;
    if (section.info() <= 0 || section.info() > count) {
      throw file.bad("its symbol table has %d symbols, %d of them local", count, section.info());
    }
    StringTable names = new StringTable(file, sections.get(strings).contents(), "symbol name");
    ByteBuffer extended = extendedIndexes(count);
    for (int i = 1; i < count; i++) {
      Symbol symbol = symbol(contents, i, names, extended);
      if (symbol.isLocal() != i < section.info()) {
        throw file.bad("symbol %d is on the wrong side of the local ones", i);
      }
      symbols.add(symbol);
    }
    return symbols;
  }

  private ByteBuffer extendedIndexes(int count) throws BadInputException {
    for (Section section : sections) {
      if (section.type() == Section.SHT_SYMTAB_SHNDX && section.link() == table) {
        if (section.contents().limit() != count * 4L) {
          throw file.bad("the table of extended section indexes has the wrong size");
        }
        return section.contents();
      }
    }
    return ByteBuffer.allocate(0);
  }

  private Symbol symbol(ByteBuffer contents, int index, StringTable names, ByteBuffer extended)
      throws BadInputException {
    int at = index * ENTRY_SIZE;
    String name = names.at(Integer.toUnsignedLong(contents.getInt(at)));
    int info = Byte.toUnsignedInt(contents.get(at + 4));
    Binding binding = BINDINGS.get(info >> 4);
    Type type = TYPES.get(info & 15);
    if (binding == null || type == null) {
      throw file.bad("symbol %d has unknown binding %d or type %d", index, info >> 4, info & 15);
    }
    int number = Short.toUnsignedInt(contents.getShort(at + 6));
    Placement placement =
        switch (number) {
          case 0 -> Placement.UNDEFINED;
          case SHN_ABSOLUTE -> Placement.ABSOLUTE;
          case SHN_COMMON -> Placement.COMMON;
          case SHN_LARGE_COMMON -> Placement.LARGE_COMMON;
          default -> Placement.SECTION;
        };
    int section = placement == Placement.SECTION ? number : 0;
    if (number == SHN_EXTENDED && extended.limit() > 0) {
      section = extended.getInt(index * 4);
    } else if (section >= SHN_RESERVED) {
      throw file.bad("symbol %d has an unknown section number 0x%x", index, number);
    }
    if (section < 0
        || section >= sections.size()
        || (placement == Placement.SECTION && section == 0)) {
      throw file.bad("symbol %d lies in section %d, which does not exist", index, section);
    }
    return new Symbol(
        index,
        name,
        contents.getLong(at + 8),
        contents.getLong(at + 16),
        binding,
        type,
        Visibility.values()[contents.get(at + 5) & 3],
        placement,
        section);
  }
}
