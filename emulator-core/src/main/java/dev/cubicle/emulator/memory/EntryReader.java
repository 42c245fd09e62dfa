package dev.cubicle.emulator.memory;

/** Visits page-table entries. */
@FunctionalInterface
public interface EntryReader {

  /**
   * One entry that is not 0.
   *
   * @param page address of the page
   */
  void entry(long page, long entry);
}
