package dev.cubicle.emulator.linux.info;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Resource limits: remembered and reported. What really bounds the guest are its memory and the
 * limits that each subsystem has; only that of open files is obeyed as set.
 */
public final class ResourceLimits {

  /** How many resources there are (RLIM_NLIMITS). */
  static final int COUNT = 16;

  private static final long INFINITY = -1;
  private static final int STACK = 3;
  private static final int CORE = 4;
  private static final int PROCESSES = 6;
  private static final int OPEN_FILES = 7;
  private static final int LOCKED_MEMORY = 8;
  private static final int PENDING_SIGNALS = 11;
  private static final int MESSAGE_QUEUES = 12;
  private static final int NICE = 13;
  private static final int REALTIME_PRIORITY = 14;

  private final long[] soft = new long[COUNT];
  private final long[] hard = new long[COUNT];
  private IntConsumer openFiles = limit -> {};

  public ResourceLimits() {
    Arrays.fill(soft, INFINITY);
    Arrays.fill(hard, INFINITY);
    soft[STACK] = 8 << 20;
    soft[CORE] = 0;
    both(PROCESSES, 1024);
    both(OPEN_FILES, 1024);
    both(LOCKED_MEMORY, 8 << 20);
    both(PENDING_SIGNALS, 4096);
    both(MESSAGE_QUEUES, 819200);
    both(NICE, 0);
    both(REALTIME_PRIORITY, 0);
  }

  private void both(int resource, long value) {
    soft[resource] = value;
    hard[resource] = value;
  }

  /** Sets RLIMIT_NOFILE, and who is told when the guest changes the soft one. */
  public void openFiles(int softLimit, int hardLimit, IntConsumer changed) {
    soft[OPEN_FILES] = softLimit;
    hard[OPEN_FILES] = hardLimit;
    openFiles = changed;
  }

  long soft(int resource) {
    return soft[resource];
  }

  long hard(int resource) {
    return hard[resource];
  }

  /**
   * Changes a limit.
   *
   * @throws LinuxError EINVAL for a soft limit above the hard one, EPERM to raise a hard limit
   */
  void change(int resource, long newSoft, long newHard) throws LinuxError {
    if (Long.compareUnsigned(newSoft, newHard) > 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (Long.compareUnsigned(newHard, hard[resource]) > 0) {
      throw new LinuxError(Errno.EPERM);
    }
    soft[resource] = newSoft;
    hard[resource] = newHard;
    if (resource == OPEN_FILES) {
      openFiles.accept((int) newSoft);
    }
  }
}
