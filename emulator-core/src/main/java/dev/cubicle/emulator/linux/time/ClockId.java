package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.linux.thread.TaskList;

/** The clocks that system calls name (include/uapi/linux/time.h), read in nanoseconds. */
final class ClockId {

  static final int REALTIME = 0;
  static final int MONOTONIC = 1;
  static final int PROCESS_CPUTIME = 2;
  static final int THREAD_CPUTIME = 3;
  static final int MONOTONIC_RAW = 4;
  static final int REALTIME_COARSE = 5;
  static final int MONOTONIC_COARSE = 6;
  static final int BOOTTIME = 7;
  static final int REALTIME_ALARM = 8;
  static final int BOOTTIME_ALARM = 9;
  static final int TAI = 11;

  /** In the id of another process's or thread's clock: it is a thread's. */
  private static final int PER_THREAD = 4;

  private final Clocks clocks;
  private final CurrentTask current;
  private final TaskList tasks;
  private final int processId;

  ClockId(Clocks clocks, CurrentTask current, TaskList tasks, int processId) {
    this.clocks = clocks;
    this.current = current;
    this.tasks = tasks;
    this.processId = processId;
  }

  /**
   * What a clock reads.
   *
   * @throws LinuxError EINVAL when there is no such clock
   */
  long read(int id) throws LinuxError {
    return switch (id) {
      case REALTIME, REALTIME_COARSE, REALTIME_ALARM, TAI -> clocks.realtime();
      case MONOTONIC, MONOTONIC_RAW, MONOTONIC_COARSE, BOOTTIME, BOOTTIME_ALARM ->
          clocks.monotonic();
      case PROCESS_CPUTIME -> clocks.processCpu();
      case THREAD_CPUTIME -> current.task().cpuNanos();
      default -> readCpuClock(id);
    };
  }

  /** Negative ids hold the complement of a process or thread id (CPUCLOCK_PID). */
  private long readCpuClock(int id) throws LinuxError {
    final int owner = ~(id >> 3);
    if (id >= 0 || (id & 3) == 3) {
      throw new LinuxError(Errno.EINVAL);
    }
    if ((id & PER_THREAD) == 0) {
      if (owner != 0 && owner != processId) {
        throw new LinuxError(Errno.EINVAL);
      }
      return clocks.processCpu();
    }
    final Task task = owner == 0 ? current.task() : tasks.find(owner);
    if (task == null) {
      throw new LinuxError(Errno.EINVAL);
    }
    return task.cpuNanos();
  }

  static boolean isRealtime(int id) {
    return id == REALTIME || id == REALTIME_ALARM || id == TAI;
  }

  static boolean isMonotonic(int id) {
    return id == MONOTONIC || id == BOOTTIME || id == BOOTTIME_ALARM;
  }

  /** Whether a clock stands still while the process sleeps. */
  static boolean isCpuTime(int id) {
    return id == PROCESS_CPUTIME || id == THREAD_CPUTIME || id < 0;
  }
}
