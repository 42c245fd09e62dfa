package dev.cubicle.trampolines.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes an edited object. Used once. */
final class ElfWriter {
  private static final int SHT_LLVM_ADDRSIG = 0x6fff4c03;
  private static final int SHT_LLVM_CALL_GRAPH_PROFILE = 0x6fff4c09;
  private static final int LARGEST_FILE_ALIGNMENT = 16;

  private final ObjectFile object;
  private final List<EditedSection> sections;
  private final List<OutputSection> outputs = new ArrayList<>();
  private final SymbolTableWriter symbolTable;
  private int symbolSection;

  /** A section as it is written. */
  private static final class OutputSection {
    String name;
    int type;
    long flags;
    ByteBuffer contents = ByteBuffer.allocate(0);
    long size;
    long alignment = 1;
    long entrySize;
    int link;
    int info;
    int nameOffset;
    long offset;
  }

  ElfWriter(ObjectFile object, List<EditedSection> sections, List<Symbol> symbols) {
    this.object = object;
    this.sections = sections;
    symbolTable = new SymbolTableWriter(symbols);
  }

  byte[] write() {
    for (EditedSection section : sections) {
      outputs.add(output(section));
    }
    writeSymbols();
    writeRelocations();
    for (Group group : object.groups()) {
      outputs.get(group.section()).info = symbolTable.index(group.signature());
    }
    return assemble(writeNames());
  }

  private OutputSection output(EditedSection edited) {
    OutputSection output = new OutputSection();
    Section section = edited.section;
    output.name = edited.name;
    output.type = section.type();
    output.flags = edited.flags;
    output.alignment = section.alignment();
    output.entrySize = section.entrySize();
    output.link = section.link();
    output.info = section.info();
    output.contents = edited.contents();
    output.size =
        section.type() == Section.SHT_NOBITS ? section.size() : output.contents.remaining();
    if (output.type == SHT_LLVM_ADDRSIG || output.type == SHT_LLVM_CALL_GRAPH_PROFILE) {
      // Symbol numbers that no longer hold; without the link linkers take no notice of them.
      output.link = 0;
    }
    return output;
  }

  private OutputSection append(String name, int type, long alignment, long entrySize) {
    OutputSection output = new OutputSection();
    output.name = name;
    output.type = type;
    output.alignment = alignment;
    output.entrySize = entrySize;
    outputs.add(output);
    return output;
  }

  private static void fill(OutputSection output, byte[] contents) {
    output.contents = ByteBuffer.wrap(contents);
    output.size = contents.length;
  }

  private void writeSymbols() {
    int extended = 0;
    for (Section section : object.sections()) {
      if (section.type() == Section.SHT_SYMTAB) {
        symbolSection = section.index();
      } else if (section.type() == Section.SHT_SYMTAB_SHNDX) {
        extended = section.index();
      }
    }
    if (symbolSection == 0) {
      symbolSection = outputs.size();
      append(".symtab", Section.SHT_SYMTAB, 8, SymbolReader.ENTRY_SIZE).link = outputs.size();
      append(".strtab", Section.SHT_STRTAB, 1, 0);
    }
    OutputSection table = outputs.get(symbolSection);
    if (isNameTable(table.link)) {
      // One table for all names: give the symbols one of their own.
      table.link = outputs.size();
      append(".strtab", Section.SHT_STRTAB, 1, 0);
    }
    symbolTable.write();
    fill(table, symbolTable.entries());
    table.info = symbolTable.localCount();
    fill(outputs.get(table.link), symbolTable.names());
    if (extended == 0 && symbolTable.needsExtendedIndexes()) {
      extended = outputs.size();
      append(".symtab_shndx", Section.SHT_SYMTAB_SHNDX, 4, 4).link = symbolSection;
    }
    if (extended != 0) {
      fill(outputs.get(extended), symbolTable.extendedIndexes());
    }
  }

  private boolean isNameTable(int index) {
    return index == object.nameTable();
  }

  private void writeRelocations() {
    Map<Integer, OutputSection> tables = new HashMap<>();
    for (Section section : object.sections()) {
      if (section.type() == Section.SHT_RELA) {
        tables.put(section.info(), outputs.get(section.index()));
      }
    }
    for (EditedSection edited : sections) {
      List<Relocation> relocations = edited.merged();
      int target = edited.section.index();
      OutputSection table = tables.get(target);
      if (table == null && relocations.isEmpty()) {
        continue;
      }
      if (table == null) {
        table = appendRelocations(edited);
      }
      table.name = edited.name.equals(edited.section.name()) ? table.name : ".rela" + edited.name;
      fill(table, relocationBytes(relocations));
    }
  }

  private OutputSection appendRelocations(EditedSection edited) {
    int index = outputs.size();
    OutputSection table =
        append(".rela" + edited.name, Section.SHT_RELA, 8, RelocationReader.ENTRY_SIZE);
    table.flags = Section.SHF_INFO_LINK;
    table.link = symbolSection;
    table.info = edited.section.index();
    edited
        .section
        .group()
        .ifPresent(
            number -> {
              table.flags |= Section.SHF_GROUP;
              OutputSection group = outputs.get(number);
              ByteBuffer members = little(group.contents.remaining() + 4);
              members.put(group.contents.duplicate()).putInt(index);
              fill(group, members.array());
            });
    return table;
  }

  private byte[] relocationBytes(List<Relocation> relocations) {
    ByteBuffer bytes = little(relocations.size() * RelocationReader.ENTRY_SIZE);
    for (Relocation relocation : relocations) {
      bytes.putLong(relocation.offset());
      bytes.putInt(relocation.type().code());
      bytes.putInt(symbolTable.index(relocation.symbol()));
      bytes.putLong(relocation.addend());
    }
    return bytes.array();
  }

  /** Number of the section that holds the names. */
  private int writeNames() {
    StringTableWriter names = new StringTableWriter();
    for (OutputSection output : outputs) {
      output.nameOffset = names.add(output.name);
    }
    fill(outputs.get(object.nameTable()), names.bytes());
    return object.nameTable();
  }

  private byte[] assemble(int nameTable) {
    long end = ElfReader.HEADER_SIZE;
    for (OutputSection output : outputs.subList(1, outputs.size())) {
      output.offset = padded(end, Math.min(output.alignment, LARGEST_FILE_ALIGNMENT));
      end = output.offset + output.contents.remaining();
    }
    long table = padded(end, 8);
    ByteBuffer file =
        little(Math.toIntExact(table + (long) outputs.size() * ElfReader.SECTION_HEADER_SIZE));
    header(file, table, nameTable);
    for (OutputSection output : outputs.subList(1, outputs.size())) {
      file.position((int) output.offset).put(output.contents.duplicate());
    }
    file.position((int) table);
    for (OutputSection output : outputs) {
      file.put(sectionHeader(output, nameTable));
    }
    return file.array();
  }

  private static long padded(long end, long alignment) {
    return (end + alignment - 1) & -alignment;
  }

  private byte[] sectionHeader(OutputSection output, int nameTable) {
    ByteBuffer header = little(ElfReader.SECTION_HEADER_SIZE);
    if (output == outputs.getFirst()) {
      header.putLong(32, outputs.size() >= SymbolReader.SHN_RESERVED ? outputs.size() : 0);
      header.putInt(40, nameTable >= SymbolReader.SHN_RESERVED ? nameTable : 0);
      return header.array();
    }
    header.putInt(output.nameOffset);
    header.putInt(output.type);
    header.putLong(output.flags);
    header.putLong(0);
    header.putLong(output.offset);
    header.putLong(output.size);
    header.putInt(output.link);
    header.putInt(output.info);
    header.putLong(output.alignment);
    header.putLong(output.entrySize);
    return header.array();
  }

  private void header(ByteBuffer header, long table, int nameTable) {
    int count = outputs.size();
    header.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, (byte) object.osAbi()});
    header.putShort(16, (short) 1);
    header.putShort(18, (short) ElfReader.MACHINE_X86_64);
    header.putInt(20, 1);
    header.putLong(40, table);
    header.putShort(52, (short) ElfReader.HEADER_SIZE);
    header.putShort(58, (short) ElfReader.SECTION_HEADER_SIZE);
    header.putShort(60, (short) (count >= SymbolReader.SHN_RESERVED ? 0 : count));
    header.putShort(
        62, (short) (nameTable >= SymbolReader.SHN_RESERVED ? ElfReader.INDEX_ESCAPE : nameTable));
  }

  static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
