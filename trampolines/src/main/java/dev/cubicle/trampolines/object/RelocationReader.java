package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.BadInputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads one SHT_RELA section; gABI, "Relocation". */
final class RelocationReader {
  static final int ENTRY_SIZE = 24;

  private final ElfBytes file;
  private final Section table;
  private final Section target;

  RelocationReader(ElfBytes file, Section table, Section target) {
    this.file = file;
    this.table = table;
    this.target = target;
  }

  List<Relocation> read(List<Symbol> symbols) throws BadInputException {
    ByteBuffer contents = table.contents();
    if (contents.limit() % ENTRY_SIZE != 0) {
      throw file.bad("%s is not a whole number of relocations", table.name());
    }
    int count = contents.limit() / ENTRY_SIZE;
    List<Relocation> relocations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      relocations.add(relocation(contents, i, symbols));
    }
    return List.copyOf(relocations);
  }

  private Relocation relocation(ByteBuffer contents, int index, List<Symbol> symbols)
      throws BadInputException {
    int at = index * ENTRY_SIZE;
    long offset = contents.getLong(at);
    int code = contents.getInt(at + 8);
    int symbol = contents.getInt(at + 12);
    RelocationType type =
        RelocationType.of(code)
            .orElseThrow(
                () ->
                    file.bad(
                        "%s: unknown relocation type %d at offset 0x%x",
                        target.name(), Integer.toUnsignedLong(code), offset));
    // What is not loaded may be compressed, in more than one way: offsets are of the inflated
    // bytes.
    long room = target.isAllocated() ? target.contents().limit() : Integer.MAX_VALUE;
    if (offset < 0 || offset > room || type.fieldSize() > room - offset) {
      throw file.bad(
          "%s: the relocation at offset 0x%x lies outside the section", target.name(), offset);
    }
    if (symbol < 0 || symbol >= symbols.size()) {
      throw file.bad(
          "%s: the relocation at offset 0x%x refers to symbol %d, which does not exist",
          target.name(), offset, symbol);
    }
    return new Relocation(index, offset, type, symbols.get(symbol), contents.getLong(at + 16));
  }
}
