package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;

/** nanosleep and clock_nanosleep. */
final class SleepCalls {

  private static final int ABSOLUTE = 1;

  /**
   * A sleep; interrupted by a handler it tells how much was left, and never restarts. Without a
   * handler the thread just sleeps on, which is what restart_syscall is for on Linux.
   *
   * @param remaining where to write the rest; 0 for nowhere
   */
  private record Sleep(Clocks clocks, long deadline, long remaining, boolean restartable)
      implements Wait {
    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public long interrupted(UserMemory memory) {
      if (remaining != 0) {
        try {
          Timespec.write(memory, remaining, Math.max(0, deadline - clocks.now()));
        } catch (BadAddressException e) {
          return -Errno.EFAULT.number();
        }
      }
      return Wait.super.interrupted(memory);
    }
  }

  private final Clocks clocks;

  SleepCalls(Clocks clocks) {
    this.clocks = clocks;
  }

  void register(SystemCallTable table) {
    table.add(35, "nanosleep", this::nanosleep);
    table.add(230, "clock_nanosleep", this::clockNanosleep);
  }

  private long nanosleep(SystemCallContext call) throws LinuxError, TaskBlocked {
    if (call.resumedFrom().isPresent()) {
      return sleepOn(call.resumedFrom().get());
    }
    final long duration = Timespec.read(call.memory(), call.argument(0));
    return sleep(new Sleep(clocks, clocks.deadlineIn(duration), call.argument(1), false));
  }

  private long clockNanosleep(SystemCallContext call) throws LinuxError, TaskBlocked {
    if (call.resumedFrom().isPresent()) {
      return sleepOn(call.resumedFrom().get());
    }
    final int clock = call.intArgument(0);
    final boolean realtime = ClockId.isRealtime(clock);
    if (!realtime && !ClockId.isMonotonic(clock)) {
      throw new LinuxError(clock == ClockId.PROCESS_CPUTIME ? Errno.EOPNOTSUPP : Errno.EINVAL);
    }
    final long time = Timespec.read(call.memory(), call.argument(2));
    if ((call.intArgument(1) & ABSOLUTE) == 0) {
      return sleep(new Sleep(clocks, clocks.deadlineIn(time), call.argument(3), false));
    }
    final long deadline =
        realtime ? clocks.deadlineAtRealtime(time) : clocks.deadlineAtMonotonic(time);
    return sleep(new Sleep(clocks, deadline, 0, true));
  }

  private long sleepOn(Wait wait) throws TaskBlocked {
    return wait instanceof Sleep sleep ? sleep(sleep) : 0;
  }

  private long sleep(Sleep sleep) throws TaskBlocked {
    if (clocks.reached(sleep.deadline())) {
      return 0;
    }
    throw new TaskBlocked(sleep);
  }
}
