package dev.cubicle.emulator.linux.elf;

import dev.cubicle.emulator.memory.FileBacking;
import java.util.List;
import java.util.Optional;

/**
 * A static x86-64 program that can be loaded: everything a loader relies on has been checked.
 * Addresses are those in the file; a position-independent program is loaded at some distance.
 */
public final class ElfImage {
  private final FileBacking file;
  private final boolean positionIndependent;
  private final long entry;
  private final long programHeaderOffset;
  private final List<ProgramHeader> headers;
  private final List<ProgramHeader> segments;
  private SymbolTable symbols;

  ElfImage(
      FileBacking file,
      boolean positionIndependent,
      long entry,
      long programHeaderOffset,
      List<ProgramHeader> headers,
      List<ProgramHeader> segments) {
    this.file = file;
    this.positionIndependent = positionIndependent;
    this.entry = entry;
    this.programHeaderOffset = programHeaderOffset;
    this.headers = headers;
    this.segments = segments;
  }

  /**
   * Reads and checks a file. Takes time and memory for at most 73 program headers, whatever the
   * file says.
   *
   * @throws InvalidImageException if it cannot be run, with the reason in one line
   */
  public static ElfImage parse(FileBacking file) throws InvalidImageException {
    return new ElfParser(file).parse();
  }

  public FileBacking file() {
    return file;
  }

  /** Whether it is a static-pie program (ET_DYN), which can be loaded anywhere. */
  public boolean positionIndependent() {
    return positionIndependent;
  }

  /** Address of the first instruction. */
  public long entry() {
    return entry;
  }

  /** All program headers in the order of the file. */
  public List<ProgramHeader> headers() {
    return headers;
  }

  /** The PT_LOAD segments that occupy memory, by ascending address; at least one. */
  public List<ProgramHeader> segments() {
    return segments;
  }

  /** The first header of a type. */
  public Optional<ProgramHeader> header(int type) {
    return headers.stream().filter(header -> header.type() == type).findFirst();
  }

  /**
   * Address of the program header table, for AT_PHDR; 0 when no segment holds it, as in
   * load_elf_binary() of Linux's fs/binfmt_elf.c.
   */
  public long programHeaderAddress() {
    for (ProgramHeader segment : segments) {
      long inSegment = programHeaderOffset - segment.fileOffset();
      if (inSegment >= 0 && inSegment < segment.fileSize()) {
        return segment.virtualAddress() + inSegment;
      }
    }
    return 0;
  }

  /**
   * Whether the stack is executable: on x86-64 only if PT_GNU_STACK asks for it (table in Linux's
   * arch/x86/include/asm/elf.h).
   */
  public boolean executableStack() {
    return header(ProgramHeader.PT_GNU_STACK).map(ProgramHeader::executable).orElse(false);
  }

  /**
   * The function or object at an address, such as "memcpy+0x12"; empty if the file names none. The
   * symbol table is read at the first call.
   */
  public Optional<String> symbolAt(long address) {
    if (symbols == null) {
      symbols = SymbolTable.read(file);
    }
    return symbols.at(address);
  }
}
