package dev.cubicle.trampolines.manifest;

import dev.cubicle.trampolines.BadInputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a linked ELF file, checked before they are believed. Layouts: System V ABI, "Object
 * Files".
 */
final class ElfFile {
  private static final int HEADER_SIZE = 64;
  private static final int SECTION_SIZE = 64;
  private static final int SYMBOL_SIZE = 24;
  private static final int MAGIC = 0x464c_457f;
  private static final int TYPE_EXECUTABLE = 2;
  private static final int MACHINE_X86_64 = 62;
  private static final int SECTION_SYMBOLS = 2;
  private static final int SECTION_NOTHING = 8;
  private static final long FLAG_COMPRESSED = 1 << 11;
  private static final int UNDEFINED = 0;
  private static final int FIRST_RESERVED_INDEX = 0xff00;
  private static final int ABSOLUTE = 0xfff1;
  private static final int MAXIMUM_SYMBOLS = 1 << 22;

  /** load_elf_phdrs() in Linux's fs/binfmt_elf.c takes tables of one page at most. */
  private static final int MAXIMUM_HEADERS = 4096 / ProgramHeader.SIZE;

  /** TASK_SIZE with four levels of page tables. */
  static final long ADDRESS_LIMIT = 1L << 47;

  record Section(
      String name, int type, long flags, long address, long offset, long size, int link) {
    boolean isCompressed() {
      return (flags & FLAG_COMPRESSED) != 0;
    }
  }

  private final ImageBytes bytes;
  private final ByteBuffer header;

  private ElfFile(ImageBytes bytes, ByteBuffer header) {
    this.bytes = bytes;
    this.header = header;
  }

  /** Checks the header. */
  static ElfFile of(ImageBytes bytes) throws BadInputException {
    if (bytes.size() < HEADER_SIZE || bytes.piece(0, 4, "").getInt(0) != MAGIC) {
      throw bytes.defect("is not an ELF file; expected a cubicle image, as ./cubicle build writes");
    }
    ByteBuffer header = bytes.piece(0, HEADER_SIZE, "its header");
    if (header.get(4) != 2 || header.get(5) != 1 || header.getShort(18) != MACHINE_X86_64) {
      throw bytes.defect("is not a 64-bit x86 ELF file; cubicle images are");
    }
    if (header.getShort(16) != TYPE_EXECUTABLE) {
      throw bytes.defect(
          "is not a linked program at fixed addresses (ELF type %d); cubicle images are",
          header.getShort(16));
    }
    return new ElfFile(bytes, header);
  }

  long entry() {
    return header.getLong(24);
  }

  List<ProgramHeader> programHeaders() throws BadInputException {
    int size = Short.toUnsignedInt(header.getShort(54));
    int count = Short.toUnsignedInt(header.getShort(56));
    if (size != ProgramHeader.SIZE || count == 0 || count > MAXIMUM_HEADERS) {
      throw bytes.defect(
          "has %d program headers of %d bytes; Linux loads 1 to %d of %d bytes",
          count, size, MAXIMUM_HEADERS, ProgramHeader.SIZE);
    }
    ByteBuffer table = bytes.piece(header.getLong(32), (long) count * size, "its program headers");
    List<ProgramHeader> headers = new ArrayList<>(count);
    long loaded = 0;
    for (int i = 0; i < count; i++) {
      ProgramHeader next = ProgramHeader.read(table);
      if (next.type() == ProgramHeader.PT_LOAD) {
        checkLoad(next);
        loaded += next.fileSize();
      }
      headers.add(next);
    }
    if (loaded > bytes.size()) {
      throw bytes.defect("its segments take more bytes from the file than it has");
    }
    return List.copyOf(headers);
  }

  private void checkLoad(ProgramHeader load) throws BadInputException {
    if (load.address() < 0
        || load.memorySize() < 0
        || load.memorySize() > ADDRESS_LIMIT
        || load.address() > ADDRESS_LIMIT - load.memorySize()) {
      throw bytes.defect(
          "its segment at 0x%x, 0x%x bytes, leaves the address space",
          load.address(), load.memorySize());
    }
    if (Long.compareUnsigned(load.fileSize(), load.memorySize()) > 0) {
      throw bytes.defect(
          "its segment at 0x%x has more bytes in the file than in memory", load.address());
    }
    if (!bytes.holds(load.offset(), load.fileSize())) {
      throw bytes.defect(
          "its segment at 0x%x ends behind the end of the file: it is truncated; build it again",
          load.address());
    }
    if ((load.address() - load.offset() & 4095) != 0) {
      throw bytes.defect(
          "its segment at 0x%x lies at another place in its page than in the file (offset 0x%x)",
          load.address(), load.offset());
    }
  }

  /** The section headers; none if the file was stripped of them. */
  List<Section> sections() throws BadInputException {
    int size = Short.toUnsignedInt(header.getShort(58));
    int count = Short.toUnsignedInt(header.getShort(60));
    int names = Short.toUnsignedInt(header.getShort(62));
    if (count == 0) {
      return List.of();
    }
    if (size != SECTION_SIZE || names >= count) {
      throw bytes.defect("its section headers are damaged; build it again");
    }
    ByteBuffer table = bytes.piece(header.getLong(40), (long) count * size, "its section headers");
    ByteBuffer strings =
        bytes.piece(
            table.getLong(names * SECTION_SIZE + 24),
            table.getLong(names * SECTION_SIZE + 32),
            "its section names");
    List<Section> sections = new ArrayList<>(count);
    for (int at = 0; at < count * SECTION_SIZE; at += SECTION_SIZE) {
      sections.add(
          new Section(
              ImageBytes.string(strings, Integer.toUnsignedLong(table.getInt(at))),
              table.getInt(at + 4),
              table.getLong(at + 8),
              table.getLong(at + 16),
              table.getLong(at + 24),
              table.getLong(at + 32),
              table.getInt(at + 40)));
    }
    return List.copyOf(sections);
  }

  /** What a section holds; empty if there is none, or it is compressed or not all in the file. */
  static Optional<byte[]> contents(ImageBytes bytes, List<Section> sections, String name) {
    return sections.stream()
        .filter(section -> section.name().equals(name) && !section.isCompressed())
        .filter(section -> section.type() != SECTION_NOTHING)
        .findFirst()
        .flatMap(section -> bytes.slice(section.offset(), section.size()))
        .map(
            contents -> {
              byte[] copy = new byte[contents.remaining()];
              contents.get(copy);
              return copy;
            });
  }

  /** The symbol table; empty if there is none. Symbols that make no sense are left out. */
  Symbols symbols(List<Section> sections) throws BadInputException {
    Optional<Section> table =
        sections.stream().filter(section -> section.type() == SECTION_SYMBOLS).findFirst();
    if (table.isEmpty()) {
      return new Symbols(List.of());
    }
    int link = table.get().link();
    if (link < 0 || link >= sections.size() || sections.get(link).type() == SECTION_NOTHING) {
      throw bytes.defect("its symbol table has no names; build it again");
    }
    Section names = sections.get(link);
    return new Symbols(
        readSymbols(
            bytes.piece(table.get().offset(), table.get().size(), "its symbols"),
            bytes.piece(names.offset(), names.size(), "its symbols' names")));
  }

  private static List<Symbols.Symbol> readSymbols(ByteBuffer table, ByteBuffer names) {
    List<Symbols.Symbol> symbols = new ArrayList<>();
    int count = Math.min(table.limit() / SYMBOL_SIZE, MAXIMUM_SYMBOLS);
    for (int at = 0; at < count * SYMBOL_SIZE; at += SYMBOL_SIZE) {
      Optional<Symbols.Kind> kind = kind(table.get(at + 4) & 0xf);
      int section = Short.toUnsignedInt(table.getShort(at + 6));
      long address = table.getLong(at + 8);
      long size = table.getLong(at + 16);
      boolean absolute = section == ABSOLUTE;
      boolean defined = section != UNDEFINED && section < FIRST_RESERVED_INDEX || absolute;
      String name = ImageBytes.string(names, Integer.toUnsignedLong(table.getInt(at)));
      if (kind.isPresent()
          && defined
          && !name.isEmpty()
          && address >= 0
          && address < ADDRESS_LIMIT
          && size >= 0) {
        symbols.add(new Symbols.Symbol(name, address, size, kind.get(), absolute));
      }
    }
    return symbols;
  }

  private static Optional<Symbols.Kind> kind(int type) {
    return switch (type) {
      case 0 -> Optional.of(Symbols.Kind.LABEL);
      case 1 -> Optional.of(Symbols.Kind.DATA);
      case 2, 10 -> Optional.of(Symbols.Kind.FUNCTION); // 10: an indirect function's resolver.
      default -> Optional.empty();
    };
  }
}
