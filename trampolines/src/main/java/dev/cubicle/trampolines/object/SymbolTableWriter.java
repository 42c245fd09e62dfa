package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.object.Symbol.Placement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Orders and writes the symbols. */
final class SymbolTableWriter {
  private final List<Symbol> symbols;
  private final int[] indexes;
  private final List<Symbol> ordered = new ArrayList<>();
  private final StringTableWriter strings = new StringTableWriter();
  private int locals;
  private byte[] entries = {};
  private byte[] extended = {};
  private boolean needsExtended;

  SymbolTableWriter(List<Symbol> symbols) {
    this.symbols = symbols;
    indexes = new int[symbols.size()];
    take(true);
    locals = ordered.size();
    take(false);
  }

  private void take(boolean local) {
    for (Symbol symbol : symbols) {
      if (symbol.isLocal() == local) {
        indexes[symbol.index()] = ordered.size();
        ordered.add(symbol);
      }
    }
  }

  void write() {
    ByteBuffer table = ElfWriter.little(ordered.size() * SymbolReader.ENTRY_SIZE);
    ByteBuffer sections = ElfWriter.little(ordered.size() * 4);
    for (Symbol symbol : ordered) {
      boolean escapes = symbol.section() >= SymbolReader.SHN_RESERVED;
      needsExtended |= escapes;
      sections.putInt(escapes ? symbol.section() : 0);
      table.putInt(strings.add(symbol.name()));
      table.put((byte) (symbol.binding().code() << 4 | symbol.type().code()));
      table.put((byte) symbol.visibility().ordinal());
      table.putShort((short) (escapes ? SymbolReader.SHN_EXTENDED : number(symbol)));
      table.putLong(symbol.value());
      table.putLong(symbol.size());
    }
    entries = table.array();
    extended = sections.array();
  }

  private static int number(Symbol symbol) {
    Placement placement = symbol.placement();
    return switch (placement) {
      case UNDEFINED -> 0;
      case SECTION -> symbol.section();
      case ABSOLUTE -> SymbolReader.SHN_ABSOLUTE;
      case COMMON -> SymbolReader.SHN_COMMON;
      case LARGE_COMMON -> SymbolReader.SHN_LARGE_COMMON;
    };
  }

  int index(Symbol symbol) {
    return indexes[symbol.index()];
  }

  int localCount() {
    return locals;
  }

  boolean needsExtendedIndexes() {
    return needsExtended;
  }

  byte[] entries() {
    return entries;
  }

  byte[] names() {
    return strings.bytes();
  }

  byte[] extendedIndexes() {
    return extended;
  }
}
