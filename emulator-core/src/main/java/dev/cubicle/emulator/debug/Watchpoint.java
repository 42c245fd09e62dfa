package dev.cubicle.emulator.debug;

/**
 * Stops the guest at accesses to a range of memory.
 *
 * @param address guest virtual address of the first byte
 * @param length in bytes, at least 1
 * @param kind which accesses count
 */
public record Watchpoint(long address, long length, Kind kind) {

  /** Which accesses count. */
  public enum Kind {
    /** Stores, whether or not they change a value. */
    WRITE,
    READ,
    /** Loads and stores. */
    ACCESS;

    public boolean counts(boolean write) {
      return this == ACCESS || this == WRITE == write;
    }
  }

  public Watchpoint {
    if (length < 1 || address + (length - 1) < address && address >= 0) {
      throw new IllegalArgumentException("no range to watch");
    }
  }

  /** Whether an access of {@code size} bytes touches the range. */
  public boolean touches(long at, int size) {
    return at - address < length && address - at < size;
  }
}
