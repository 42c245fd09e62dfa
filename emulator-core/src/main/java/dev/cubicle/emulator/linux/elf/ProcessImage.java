package dev.cubicle.emulator.linux.elf;

import java.util.Optional;

/**
 * A program in an address space, ready to run.
 *
 * @param image the program
 * @param bias how far it was loaded from the addresses in its file; 0 unless position-independent
 * @param entry where to begin
 * @param stackPointer RSP at the beginning
 * @param heapStart where {@code brk} begins: the first page behind the program
 */
public record ProcessImage(
    ElfImage image, long bias, long entry, long stackPointer, long heapStart) {

  /** The program's function or object at an address, such as "main+0x12". */
  public Optional<String> symbolAt(long address) {
    return image.symbolAt(address - bias);
  }
}
