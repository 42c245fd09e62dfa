package dev.cubicle.emulator.unicorn;

/**
 * A range of physical addresses behind which there is no memory but this: accesses come here one by
 * one. Called by Unicorn while guest code runs, so implementations never throw.
 */
public interface ObservedRegion {

  /** First physical address; far above all memory. */
  long BASE = 1L << 44;

  long SIZE = 1L << 40;

  /**
   * An access begins; {@link #read} or {@link #write} follow, split into aligned parts. RIP is at
   * the instruction.
   *
   * @param offset from {@link #BASE}
   * @return whether it may go on; otherwise nothing is loaded or stored, and the engine stops with
   *     an error
   */
  boolean begin(long offset, int size, boolean write);

  /** The value at an offset: 1, 2, 4 or 8 bytes that lie in one page. */
  long read(long offset, int size);

  void write(long offset, int size, long value);
}
