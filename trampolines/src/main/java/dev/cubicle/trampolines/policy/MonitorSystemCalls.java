package dev.cubicle.trampolines.policy;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The Linux system calls that the monitor can make for a cubicle: those that it has a filter for,
 * which knows each argument and every page that a pointer touches. All others are refused when a
 * policy is read. Numbers are those of arch/x86/entry/syscalls/syscall_64.tbl.
 */
public final class MonitorSystemCalls {

  private static final ImmutableMap<String, Integer> NUMBERS =
      ImmutableMap.<String, Integer>builder()
          .put("read", 0)
          .put("write", 1)
          .put("open", 2)
          .put("close", 3)
          .put("fstat", 5)
          .put("lseek", 8)
          // Questions to a terminal alone: TCGETS and TIOCGWINSZ.
          .put("ioctl", 16)
          .put("pread64", 17)
          .put("pwrite64", 18)
          .put("readv", 19)
          .put("writev", 20)
          .put("sched_yield", 24)
          .put("nanosleep", 35)
          .put("getpid", 39)
          // Of the calling thread.
          .put("exit", 60)
          .put("uname", 63)
          .put("fsync", 74)
          .put("fdatasync", 75)
          .put("ftruncate", 77)
          .put("mkdir", 83)
          .put("unlink", 87)
          .put("gettimeofday", 96)
          // To the thread-local storage of threads of the monitor's alone.
          .put("arch_prctl", 158)
          .put("gettid", 186)
          .put("time", 201)
          .put("futex", 202)
          .put("getdents64", 217)
          .put("clock_gettime", 228)
          .put("clock_getres", 229)
          .put("clock_nanosleep", 230)
          .put("exit_group", 231)
          .put("openat", 257)
          .put("newfstatat", 262)
          .put("getrandom", 318)
          .buildOrThrow();

  private MonitorSystemCalls() {}

  /** What goes into RAX for a call of that name; nothing if the monitor has no filter for it. */
  public static OptionalInt number(String name) {
    final Integer number = NUMBERS.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** The name of one of them by its number. */
  public static Optional<String> name(int number) {
    return NUMBERS.entrySet().stream()
        .filter(call -> call.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** All names, by number. */
  public static List<String> names() {
    return NUMBERS.keySet().asList();
  }
}
