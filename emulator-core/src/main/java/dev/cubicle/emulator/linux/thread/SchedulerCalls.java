package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.time.Timespec;

/**
 * Scheduling as far as one processor and one policy have a choice: sched_yield, affinity,
 * parameters, priorities, getcpu, membarrier, rseq.
 */
public final class SchedulerCalls {

  private static final int SCHED_OTHER = 0;
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RR = 2;
  private static final int SCHED_BATCH = 3;
  private static final int SCHED_IDLE = 5;
  private static final int RESET_ON_FORK = 0x4000_0000;
  private static final int MASK_BYTES = 8;

  /** Nice value 0 as getpriority's raw answer: 20 - nice. */
  private static final int NICE_0 = 20;

  /** QUERY answers these: PRIVATE_EXPEDITED and its registration; all trivial on one processor. */
  private static final int MEMBARRIER_COMMANDS = 1 | 1 << 3 | 1 << 4;

  private final Scheduler scheduler;
  private final TaskList tasks;

  public SchedulerCalls(Scheduler scheduler, TaskList tasks) {
    this.scheduler = scheduler;
    this.tasks = tasks;
  }

  public void register(SystemCallTable table) {
    table.add(24, "sched_yield", this::yieldProcessor);
    table.add(140, "getpriority", call -> NICE_0);
    table.add(141, "setpriority", call -> 0);
    table.add(142, "sched_setparam", this::setParameters);
    table.add(143, "sched_getparam", this::getParameters);
    table.add(144, "sched_setscheduler", this::setScheduler);
    table.add(145, "sched_getscheduler", this::getScheduler);
    table.add(146, "sched_get_priority_max", call -> priority(call.intArgument(0), 99));
    table.add(147, "sched_get_priority_min", call -> priority(call.intArgument(0), 1));
    table.add(148, "sched_rr_get_interval", this::interval);
    table.add(203, "sched_setaffinity", this::setAffinity);
    table.add(204, "sched_getaffinity", this::getAffinity);
    table.add(309, "getcpu", this::getCpu);
    table.add(324, "membarrier", this::memoryBarrier);
    // glibc asks at every start and does without it; not worth a line to the user.
    table.add(
        334,
        "rseq",
        call -> {
          throw new LinuxError(Errno.ENOSYS);
        });
  }

  private long yieldProcessor(SystemCallContext call) {
    scheduler.yield();
    return 0;
  }

  private Task target(SystemCallContext call) throws LinuxError {
    final int id = call.intArgument(0);
    if (id < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final Task task = id == 0 ? scheduler.task() : tasks.find(id);
    if (task == null) {
      throw new LinuxError(Errno.ESRCH);
    }
    return task;
  }

  private long setParameters(SystemCallContext call) throws LinuxError {
    target(call);
    if (call.memory().readInt(call.argument(1)) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  private long getParameters(SystemCallContext call) throws LinuxError {
    target(call);
    call.memory().writeInt(call.argument(1), 0);
    return 0;
  }

  private long setScheduler(SystemCallContext call) throws LinuxError {
    target(call);
    final int policy = call.intArgument(1) & ~RESET_ON_FORK;
    final int priority = call.memory().readInt(call.argument(2));
    switch (policy) {
      case SCHED_OTHER, SCHED_BATCH, SCHED_IDLE -> {
        if (priority != 0) {
          throw new LinuxError(Errno.EINVAL);
        }
      }
      case SCHED_FIFO, SCHED_RR -> throw new LinuxError(Errno.EPERM);
      default -> throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  private long getScheduler(SystemCallContext call) throws LinuxError {
    target(call);
    return SCHED_OTHER;
  }

  private static long priority(int policy, int realtime) throws LinuxError {
    return switch (policy) {
      case SCHED_FIFO, SCHED_RR -> realtime;
      case SCHED_OTHER, SCHED_BATCH, SCHED_IDLE -> 0;
      default -> throw new LinuxError(Errno.EINVAL);
    };
  }

  private long interval(SystemCallContext call) throws LinuxError {
    target(call);
    Timespec.write(call.memory(), call.argument(1), Scheduler.SLICE);
    return 0;
  }

  private long setAffinity(SystemCallContext call) throws LinuxError {
    target(call);
    final long length = call.argument(1) & 0xffff_ffffL;
    final boolean firstProcessor =
        length > 0 && (call.memory().readByte(call.argument(2)) & 1) != 0;
    if (!firstProcessor) {
      throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  private long getAffinity(SystemCallContext call) throws LinuxError {
    final long length = call.argument(1) & 0xffff_ffffL;
    if (length < MASK_BYTES || length % MASK_BYTES != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    target(call);
    call.memory().writeLong(call.argument(2), 1);
    return MASK_BYTES;
  }

  private long getCpu(SystemCallContext call) {
    for (int i = 0; i < 2; i++) {
      if (call.argument(i) != 0) {
        call.memory().writeInt(call.argument(i), 0);
      }
    }
    return 0;
  }

  private long memoryBarrier(SystemCallContext call) throws LinuxError {
    final int command = call.intArgument(0);
    if (call.intArgument(1) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (command == 0) {
      return MEMBARRIER_COMMANDS;
    }
    if (Integer.bitCount(command) != 1 || (command & MEMBARRIER_COMMANDS) == 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }
}
