package dev.cubicle.emulator.linux.call;

import java.util.Optional;

/**
 * The system calls that exist, by their x86-64 number (arch/x86/entry/syscalls/syscall_64.tbl).
 * Filled once at start by the classes that implement them.
 */
public final class SystemCallTable {

  /** A call with its kernel name. */
  public record Entry(int number, String name, SystemCallHandler handler) {}

  private static final int LIMIT = 512;

  private final Entry[] entries = new Entry[LIMIT];

  /**
   * Adds a call.
   *
   * @throws IllegalStateException if the number is taken: two classes implement the same call
   */
  public void add(int number, String name, SystemCallHandler handler) {
    if (entries[number] != null) {
      throw new IllegalStateException(
          "system call %d (%s) is implemented twice".formatted(number, name));
    }
    entries[number] = new Entry(number, name, handler);
  }

  /** The call with this number; null when there is none. For the dispatcher's hot path. */
  public Entry lookup(long number) {
    return number >= 0 && number < LIMIT ? entries[(int) number] : null;
  }

  public Optional<Entry> find(long number) {
    return Optional.ofNullable(lookup(number));
  }
}
