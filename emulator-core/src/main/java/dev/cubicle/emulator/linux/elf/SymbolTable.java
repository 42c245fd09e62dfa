package dev.cubicle.emulator.linux.elf;

import dev.cubicle.emulator.memory.FileBacking;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The symbols of a program, for reports. A file may say anything here: what makes no sense is left
 * out, and a table that makes no sense is empty.
 */
final class SymbolTable {
  private static final int ELF_HEADER_SIZE = 64;
  private static final int SECTION_SIZE = 64;
  private static final int SYMBOL_SIZE = 24;
  private static final int SECTION_SYMBOLS = 2;
  private static final int UNDEFINED = 0;
  private static final int FIRST_RESERVED_INDEX = 0xff00;

  private static final int TYPE_NONE = 0;
  private static final int TYPE_OBJECT = 1;
  private static final int TYPE_FUNCTION = 2;
  private static final int TYPE_INDIRECT_FUNCTION = 10;

  private static final int SYMBOLS_PER_READ = 1024;
  private static final int MAXIMUM_SECTIONS = 65536;
  private static final int MAXIMUM_SYMBOLS = 1 << 20;
  private static final int MAXIMUM_NAME = 512;

  /** How many symbols below the nearest one may hold the address instead of it. */
  private static final int NESTING = 8;

  /** At one address the last is preferred: labels of assembly code first, functions last. */
  private static final Comparator<Symbol> ORDER =
      Comparator.comparingLong(Symbol::address)
          .thenComparing(symbol -> symbol.type == TYPE_FUNCTION)
          .thenComparingLong(Symbol::size);

  private record Symbol(long address, long size, int type, long nameOffset) {
    boolean contains(long candidate) {
      // A label without a size reaches to the next symbol.
      return candidate == address || size == 0 || candidate - address < size;
    }
  }

  private record Section(int type, long offset, long size, int link) {}

  private final ImageReader reader;
  private final List<Symbol> symbols;

  private SymbolTable(ImageReader reader, List<Symbol> symbols) {
    this.reader = reader;
    this.symbols = symbols;
  }

  static SymbolTable read(FileBacking file) {
    ImageReader reader = new ImageReader(file);
    List<Symbol> symbols = new ArrayList<>();
    try {
      readSections(reader, symbols);
      symbols.sort(ORDER);
    } catch (IOException e) {
      symbols.clear();
    }
    return new SymbolTable(reader, symbols);
  }

  /** The symbol that holds an address, with the distance from its start. */
  Optional<String> at(long address) {
    int next = firstAbove(address);
    for (int i = next - 1; i >= 0 && i >= next - NESTING; i--) {
      Symbol symbol = symbols.get(i);
      if (symbol.contains(address)) {
        long distance = address - symbol.address;
        return name(symbol).map(name -> distance == 0 ? name : "%s+0x%x".formatted(name, distance));
      }
    }
    return Optional.empty();
  }

  private int firstAbove(long address) {
    int low = 0;
    int high = symbols.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (symbols.get(middle).address <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The name, with what could upset a terminal replaced. */
  private Optional<String> name(Symbol symbol) {
    try {
      ByteBuffer bytes = reader.read(symbol.nameOffset, MAXIMUM_NAME);
      StringBuilder name = new StringBuilder();
      while (bytes.hasRemaining()) {
        byte next = bytes.get();
        if (next == 0) {
          break;
        }
        name.append(next > ' ' && next < 0x7f ? (char) next : '?');
      }
      return name.isEmpty() ? Optional.empty() : Optional.of(name.toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void readSections(ImageReader reader, List<Symbol> symbols) throws IOException {
    ByteBuffer header = reader.read(0, ELF_HEADER_SIZE);
    if (header.limit() < ELF_HEADER_SIZE) {
      return;
    }
    long offset = header.getLong(40);
    int entrySize = Short.toUnsignedInt(header.getShort(58));
    int count = Short.toUnsignedInt(header.getShort(60));
    if (entrySize != SECTION_SIZE
        || count > MAXIMUM_SECTIONS
        || !reader.holds(offset, (long) count * SECTION_SIZE)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      Section section = section(reader, offset, i);
      if (section != null && section.type == SECTION_SYMBOLS) {
        Section names =
            Integer.compareUnsigned(section.link, count) < 0
                ? section(reader, offset, section.link)
                : null;
        if (names != null) {
          readSymbols(reader, section, names, symbols);
        }
        return;
      }
    }
  }

  /** A section header; null if its contents are not in the file. */
  private static Section section(ImageReader reader, long table, int index) throws IOException {
    ByteBuffer header = reader.read(table + (long) index * SECTION_SIZE, SECTION_SIZE);
    if (header.limit() < SECTION_SIZE) {
      return null;
    }
    Section section =
        new Section(header.getInt(4), header.getLong(24), header.getLong(32), header.getInt(40));
    return reader.holds(section.offset, section.size) ? section : null;
  }

  private static void readSymbols(
      ImageReader reader, Section table, Section names, List<Symbol> symbols) throws IOException {
    long count = Math.min(table.size / SYMBOL_SIZE, MAXIMUM_SYMBOLS);
    for (long first = 0; first < count; first += SYMBOLS_PER_READ) {
      int wanted = (int) Math.min(SYMBOLS_PER_READ, count - first) * SYMBOL_SIZE;
      ByteBuffer bytes = reader.read(table.offset + first * SYMBOL_SIZE, wanted);
      while (bytes.remaining() >= SYMBOL_SIZE) {
        long name = Integer.toUnsignedLong(bytes.getInt());
        int type = bytes.get() & 0xf;
        bytes.get(); // Visibility.
        int section = Short.toUnsignedInt(bytes.getShort());
        long address = bytes.getLong();
        long size = bytes.getLong();
        boolean defined = section != UNDEFINED && section < FIRST_RESERVED_INDEX;
        if (defined && located(type) && name > 0 && name < names.size && size >= 0) {
          symbols.add(new Symbol(address, size, type, names.offset + name));
        }
      }
    }
  }

  private static boolean located(int type) {
    return type == TYPE_NONE
        || type == TYPE_OBJECT
        || type == TYPE_FUNCTION
        || type == TYPE_INDIRECT_FUNCTION;
  }
}
