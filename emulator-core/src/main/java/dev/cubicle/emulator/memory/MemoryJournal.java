package dev.cubicle.emulator.memory;

/**
 * Told of everything that happens to a guest's memory other than by its own instructions: what the
 * kernel writes, pages in, maps and unmaps. Together with a picture of the memory at some moment,
 * and the guest's instructions, that makes every later state; see {@link MemoryImage}.
 *
 * <p>Called on the thread that runs the machine, after the change.
 */
public interface MemoryJournal {

  /**
   * A page-table entry was set; 0 when the page went.
   *
   * @param entry as {@link AddressSpace#entry} gives it, but without {@link AddressSpace#CACHED}
   */
  void entrySet(long page, long entry);

  /** A frame was handed out: its bytes are zero. */
  void frameCleared(long frame);

  /** Bytes within one frame were written. */
  void frameWritten(long physicalAddress, int length);

  /** A range is now mapped, in place of whatever was. */
  void mapped(long start, long end, MappingAttributes attributes);

  /** Nothing is mapped in a range any more. */
  void unmapped(long start, long end);
}
