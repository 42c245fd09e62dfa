package dev.cubicle.emulator.linux.elf;

import static dev.cubicle.emulator.linux.elf.ProgramHeader.PT_INTERP;
import static dev.cubicle.emulator.linux.elf.ProgramHeader.PT_LOAD;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.FileBacking;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Checks a file before anything in it is believed. Layouts: System V ABI, "Object Files". */
final class ElfParser {
  private static final int HEADER_SIZE = 64;
  private static final int MAGIC = 0x464c_457f;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int TYPE_RELOCATABLE = 1;
  private static final int TYPE_EXECUTABLE = 2;
  private static final int TYPE_DYNAMIC = 3;
  private static final int MACHINE_X86_64 = 62;
  private static final int PAGE = 4096;

  /** load_elf_phdrs() in Linux's fs/binfmt_elf.c takes tables of one page at most. */
  private static final int MAXIMUM_HEADERS = PAGE / ProgramHeader.SIZE;

  private final FileBacking file;
  private final ImageReader reader;

  ElfParser(FileBacking file) {
    this.file = file;
    this.reader = new ImageReader(file);
  }

  ElfImage parse() throws InvalidImageException {
    try {
      return parseReadable();
    } catch (IOException e) {
      throw defect("cannot be read: %s", e.getMessage());
    }
  }

  private ElfImage parseReadable() throws IOException, InvalidImageException {
    ByteBuffer header = reader.read(0, HEADER_SIZE);
    checkIdentification(header);
    int type = Short.toUnsignedInt(header.getShort(16));
    checkType(type, Short.toUnsignedInt(header.getShort(18)));
    long entry = header.getLong(24);
    long headersOffset = header.getLong(32);
    int headerSize = Short.toUnsignedInt(header.getShort(54));
    int headerCount = Short.toUnsignedInt(header.getShort(56));

    List<ProgramHeader> headers = readHeaders(headersOffset, headerSize, headerCount);
    if (headers.stream().anyMatch(candidate -> candidate.type() == PT_INTERP)) {
      throw defect("is dynamically linked; link it with -static");
    }
    List<ProgramHeader> segments = new ArrayList<>();
    for (ProgramHeader candidate : headers) {
      if (candidate.type() == PT_LOAD) {
        checkSegment(candidate, type == TYPE_EXECUTABLE);
        if (candidate.memorySize() > 0) {
          segments.add(candidate);
        }
      }
    }
    if (segments.isEmpty()) {
      throw defect("has no segment to load (PT_LOAD); link it again as a program");
    }
    segments.sort(Comparator.comparingLong(ProgramHeader::virtualAddress));
    checkOverlap(segments);
    checkEntry(entry, segments, type);
    return new ElfImage(
        file,
        type == TYPE_DYNAMIC,
        entry,
        headersOffset,
        List.copyOf(headers),
        List.copyOf(segments));
  }

  private void checkIdentification(ByteBuffer header) throws InvalidImageException {
    if (header.limit() == 0) {
      throw defect("is empty; expected a static x86-64 Linux program");
    }
    if (header.limit() >= 2 && header.get(0) == '#' && header.get(1) == '!') {
      throw defect("is a script; run its interpreter, a static x86-64 Linux program, with it");
    }
    if (header.limit() < 4 || header.getInt(0) != MAGIC) {
      throw defect("is not an ELF file; expected a static x86-64 Linux program");
    }
    if (header.limit() < HEADER_SIZE) {
      throw defect("is truncated: %d bytes, an ELF header has 64; copy it again", header.limit());
    }
    if (header.get(4) != CLASS_64) {
      throw defect("is not a 64-bit ELF file (class %d); build it for x86-64", header.get(4));
    }
    if (header.get(5) != LITTLE_ENDIAN) {
      throw defect("is not little-endian (data %d); build it for x86-64", header.get(5));
    }
    if (header.get(6) != 1 || header.getInt(20) != 1) {
      throw defect("has an unknown ELF version; build it again");
    }
  }

  private void checkType(int type, int machine) throws InvalidImageException {
    if (machine != MACHINE_X86_64) {
      throw defect("is for %s; build it for x86-64", machineName(machine));
    }
    if (type == TYPE_RELOCATABLE) {
      throw defect("is a relocatable object, not a program; link it with -static");
    }
    if (type != TYPE_EXECUTABLE && type != TYPE_DYNAMIC) {
      throw defect("is not a program (ELF type %d); link one with -static", type);
    }
  }

  private static String machineName(int machine) {
    return switch (machine) {
      case 3 -> "32-bit x86";
      case 8 -> "MIPS";
      case 20, 21 -> "PowerPC";
      case 22 -> "S/390";
      case 40 -> "32-bit ARM";
      case 183 -> "AArch64";
      case 243 -> "RISC-V";
      default -> "machine " + machine;
    };
  }

  private List<ProgramHeader> readHeaders(long offset, int size, int count)
      throws IOException, InvalidImageException {
    if (count == 0) {
      throw defect("has no program headers; link it as a program");
    }
    if (size != ProgramHeader.SIZE) {
      throw defect("has program headers of %d bytes instead of 56; link it again", size);
    }
    if (count > MAXIMUM_HEADERS) {
      throw defect(
          "has %d program headers, Linux takes at most %d; link it with fewer segments",
          count, MAXIMUM_HEADERS);
    }
    if (!reader.holds(offset, (long) count * size)) {
      throw defect("is truncated: its program headers lie behind its end; copy it again");
    }
    ByteBuffer table = reader.read(offset, count * size);
    if (table.limit() < count * size) {
      throw defect("became shorter while it was read");
    }
    List<ProgramHeader> headers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      headers.add(ProgramHeader.read(table));
    }
    return headers;
  }

  private void checkSegment(ProgramHeader segment, boolean fixed)
      throws IOException, InvalidImageException {
    long address = segment.virtualAddress();
    if (segment.memorySize() < 0
        || address < 0
        || segment.memorySize() > AddressSpace.LIMIT
        || address > AddressSpace.LIMIT - segment.memorySize()) {
      throw defect(
          "its segment at 0x%x, 0x%x bytes, leaves the address space; link it below 0x%x",
          address, segment.memorySize(), AddressSpace.LIMIT);
    }
    if (Long.compareUnsigned(segment.fileSize(), segment.memorySize()) > 0) {
      throw defect(
          "its segment at 0x%x has more bytes in the file than in memory; link it again", address);
    }
    if (!reader.holds(segment.fileOffset(), segment.fileSize())) {
      throw defect(
          "is truncated: its segment at 0x%x ends behind the end of the file; copy it again",
          address);
    }
    if (segment.fileSize() > 0 && ((address - segment.fileOffset()) & (PAGE - 1)) != 0) {
      throw defect(
          "its segment at 0x%x lies at another place in its page than in the file (offset 0x%x);"
              + " link it without -n and -N",
          address, segment.fileOffset());
    }
    if (fixed && segment.memorySize() > 0 && address < AddressSpace.LOWEST) {
      throw defect(
          "its segment at 0x%x lies below 0x%x, where Linux maps nothing; link it higher",
          address, AddressSpace.LOWEST);
    }
  }

  /** Segments must not share a page either: each has its own protection. */
  private void checkOverlap(List<ProgramHeader> segments) throws InvalidImageException {
    for (int i = 1; i < segments.size(); i++) {
      ProgramHeader lower = segments.get(i - 1);
      ProgramHeader upper = segments.get(i);
      if (((lower.end() - 1) | (PAGE - 1)) >= (upper.virtualAddress() & -PAGE)) {
        throw defect(
            "its segments at 0x%x and 0x%x overlap or share a page; link it again",
            lower.virtualAddress(), upper.virtualAddress());
      }
    }
  }

  private void checkEntry(long entry, List<ProgramHeader> segments, int type)
      throws InvalidImageException {
    if (segments.stream().anyMatch(segment -> segment.executable() && segment.contains(entry))) {
      return;
    }
    if (type == TYPE_DYNAMIC && entry == 0) {
      throw defect("is a shared library, not a program; link a program with -static");
    }
    throw defect("its entry point 0x%x is not in an executable segment; link it again", entry);
  }

  private InvalidImageException defect(String format, Object... arguments) {
    return new InvalidImageException(file, format.formatted(arguments));
  }
}
