package dev.cubicle.emulator.linux.elf;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.PrivilegedMemory;
import dev.cubicle.emulator.memory.Protection;

/**
 * Puts a program into an empty address space as Linux's load_elf_binary() does (fs/binfmt_elf.c,
 * 6.12), with address-space randomisation off: every run is laid out the same. File pages come in
 * when they are touched.
 */
public final class ElfLoader {

  /**
   * Where position-independent programs go: ELF_ET_DYN_BASE, two thirds of the address space. Linux
   * puts only those with an interpreter there, and static ones among the mappings.
   */
  public static final long POSITION_INDEPENDENT_BASE = 0x5555_5555_4000L;

  private static final long PAGE = 4096;

  /** How much stack is mapped below the initial contents: setup_arg_pages() in fs/exec.c. */
  private static final long STACK_RESERVE = 128 << 10;

  /** What a full-grown stack takes, with the gap that stays free below it. */
  private static final long STACK_SPAN = AddressSpace.STACK_LIMIT + (1 << 20);

  private ElfLoader() {}

  /**
   * Loads a program.
   *
   * @param space an address space with nothing in it
   * @throws InvalidImageException if the program or its arguments do not fit
   */
  public static ProcessImage load(ElfImage image, AddressSpace space, ProcessStart start)
      throws InvalidImageException {
    long bias = image.positionIndependent() ? bias(image) : 0;
    checkFit(image, bias, space);
    for (ProgramHeader segment : image.segments()) {
      map(image, segment, bias, space);
    }
    return new ProcessImage(
        image,
        bias,
        image.entry() + bias,
        mapStack(image, space, start, bias),
        pageEnd(image.segments().getLast().end() + bias));
  }

  /** The base, rounded down to the strictest alignment that a segment asks for. */
  private static long bias(ElfImage image) {
    long alignment = PAGE;
    for (ProgramHeader segment : image.segments()) {
      if (Long.bitCount(segment.alignment()) == 1 && segment.alignment() > 0) {
        alignment = Math.max(alignment, segment.alignment());
      }
    }
    long base = POSITION_INDEPENDENT_BASE & -alignment;
    return base - pageStart(image.segments().getFirst().virtualAddress());
  }

  private static void checkFit(ElfImage image, long bias, AddressSpace space)
      throws InvalidImageException {
    long pages = 0;
    for (ProgramHeader segment : image.segments()) {
      pages += (pageEnd(segment.end()) - pageStart(segment.virtualAddress())) / PAGE;
    }
    // Segments do not overlap and lie in the address space, so that the sum cannot overflow.
    if (pages > space.memory().size() / PAGE) {
      throw new InvalidImageException(
          image.file(),
          "needs %d MiB of memory, the guest has %d MiB; give it more with --memory"
              .formatted(pages * PAGE >> 20, space.memory().size() >> 20));
    }
    long start = image.segments().getFirst().virtualAddress() + bias;
    long end = image.segments().getLast().end() + bias;
    if (start < AddressSpace.LOWEST || end < start || end > AddressSpace.LIMIT - STACK_SPAN) {
      throw new InvalidImageException(
          image.file(),
          "ends at 0x%x, where the stack is; link it below 0x%x"
              .formatted(end, AddressSpace.LIMIT - STACK_SPAN));
    }
  }

  private static void map(ElfImage image, ProgramHeader segment, long bias, AddressSpace space)
      throws InvalidImageException {
    int protection = segment.protection();
    long start = pageStart(segment.virtualAddress() + bias);
    long fileBytesEnd = segment.virtualAddress() + segment.fileSize() + bias;
    long fileEnd = segment.fileSize() == 0 ? start : pageEnd(fileBytesEnd);
    long end = pageEnd(segment.end() + bias);
    if (fileEnd > start) {
      long offset = pageStart(segment.fileOffset());
      space.map(
          start, fileEnd, MappingAttributes.privateFile(protection, image.file(), start, offset));
    }
    if (end > fileEnd) {
      space.map(fileEnd, end, MappingAttributes.anonymous(protection));
    }
    if (segment.memorySize() > segment.fileSize() && fileEnd > fileBytesEnd) {
      // The rest of the last file page is the beginning of .bss.
      poke(image, space, fileBytesEnd, new byte[(int) (fileEnd - fileBytesEnd)]);
    }
  }

  /** Maps the stack, fills it, and returns the stack pointer. */
  private static long mapStack(ElfImage image, AddressSpace space, ProcessStart start, long bias)
      throws InvalidImageException {
    long top = AddressSpace.LIMIT;
    byte[] contents = new InitialStack(image, start, bias).contents(top);
    long pointer = top - contents.length;
    int protection =
        Protection.READ
            | Protection.WRITE
            | (image.executableStack() ? Protection.EXECUTE : Protection.NONE);
    space.map(
        pageStart(pointer - STACK_RESERVE),
        top,
        MappingAttributes.anonymous(protection).growingDown().named("[stack]"));
    poke(image, space, pointer, contents);
    return pointer;
  }

  private static void poke(ElfImage image, AddressSpace space, long address, byte[] bytes)
      throws InvalidImageException {
    if (new PrivilegedMemory(space).poke(address, bytes) < bytes.length) {
      throw new InvalidImageException(
          image.file(),
          "does not fit into %d KiB of memory, or cannot be read; give it more with --memory"
              .formatted(space.memory().size() >> 10));
    }
  }

  private static long pageStart(long address) {
    return address & -PAGE;
  }

  private static long pageEnd(long address) {
    return (address + PAGE - 1) & -PAGE;
  }
}
