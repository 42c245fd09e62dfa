package dev.cubicle.emulator.machine;

/**
 * Is asked about accesses of guest code to some pages, from within emulation on the thread that
 * runs the machine; must not throw.
 */
public interface MemoryWatch {

  /** The addresses of the pages. */
  long[] pages();

  /** Whether one of the pages is watched for loads, or for stores. */
  boolean watches(long page, boolean write);

  /**
   * An instruction is about to access one of the pages, and may.
   *
   * @param address of the first byte
   * @param size in bytes, 1 to 16; the access may begin before the page or go on behind it
   * @return whether the machine is to stop before the instruction: {@link Processor#run} returns
   *     {@link Exit.Stopped}
   */
  boolean stops(long address, int size, boolean write);
}
