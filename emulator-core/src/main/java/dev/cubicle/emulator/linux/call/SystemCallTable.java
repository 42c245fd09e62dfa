package dev.cubicle.emulator.linux.call;

import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The system calls that exist, by their x86-64 number (arch/x86/entry/syscalls/syscall_64.tbl).
 * Filled once at start by the classes that implement them.
 */
public final class SystemCallTable {

  /**
   * A call with its kernel name.
   *
   * @param brief told the first argument: whether the handler, called with it, does nothing but
   *     read and write guest memory, its own state and the calling thread's signal mask, asks for
   *     no argument behind the fourth, and never sleeps. Such a call may be answered while guest
   *     code runs on, when time spent by it is not yet accounted for
   */
  public record Entry(int number, String name, SystemCallHandler handler, IntPredicate brief) {}

  private static final int LIMIT = 512;

  private final Entry[] entries = new Entry[LIMIT];

  /**
   * Adds a call.
   *
   * @throws IllegalStateException if the number is taken: two classes implement the same call
   */
  public void add(int number, String name, SystemCallHandler handler) {
    add(number, name, handler, _ -> false);
  }

  /**
   * Adds a call that is brief, see {@link Entry}.
   *
   * @throws IllegalStateException if the number is taken
   */
  public void add(int number, String name, SystemCallHandler handler, IntPredicate brief) {
    if (entries[number] != null) {
      throw new IllegalStateException(
          "system call %d (%s) is implemented twice".formatted(number, name));
    }
    entries[number] = new Entry(number, name, handler, brief);
  }

  /** The call with this number; null when there is none. For the dispatcher's hot path. */
  public Entry lookup(long number) {
    return number >= 0 && number < LIMIT ? entries[(int) number] : null;
  }

  public Optional<Entry> find(long number) {
    return Optional.ofNullable(lookup(number));
  }
}
