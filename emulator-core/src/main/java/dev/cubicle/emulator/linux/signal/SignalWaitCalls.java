package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.linux.time.Timespec;

/** Waiting for signals: pause, rt_sigsuspend, rt_sigtimedwait. */
public final class SignalWaitCalls {

  /** Ends only by a signal that has a handler, and never restarts. */
  private enum Forever implements Wait {
    WAIT;

    @Override
    public boolean ready() {
      return false;
    }
  }

  /** Until one of {@code set} is pending. */
  private record SignalWait(ProcessSignals signals, Task task, long set, long deadline)
      implements Wait {
    @Override
    public boolean ready() {
      return (signals.pendingFor(task) & set) != 0;
    }
  }

  private final CurrentTask current;
  private final ProcessSignals signals;
  private final Clocks clocks;

  public SignalWaitCalls(CurrentTask current, ProcessSignals signals, Clocks clocks) {
    this.current = current;
    this.signals = signals;
    this.clocks = clocks;
  }

  public void register(SystemCallTable table) {
    table.add(34, "pause", this::pause);
    table.add(130, "rt_sigsuspend", this::suspend);
    table.add(128, "rt_sigtimedwait", this::timedWait);
  }

  private long pause(SystemCallContext call) throws TaskBlocked {
    throw new TaskBlocked(Forever.WAIT);
  }

  private long suspend(SystemCallContext call) throws LinuxError, TaskBlocked {
    SignalMaskCalls.checkSetSize(call.argument(1));
    if (call.resumedFrom().isEmpty()) {
      current.task().signals().replaceMask(call.memory().readLong(call.argument(0)));
    }
    throw new TaskBlocked(Forever.WAIT);
  }

  private long timedWait(SystemCallContext call) throws LinuxError, TaskBlocked {
    SignalMaskCalls.checkSetSize(call.argument(3));
    final Task task = current.task();
    final SignalWait wait;
    if (call.resumedFrom().orElse(null) instanceof SignalWait earlier) {
      wait = earlier;
    } else {
      final long set = call.memory().readLong(call.argument(0)) & ~SignalNumber.UNBLOCKABLE;
      final long timeout = call.argument(2);
      final long deadline =
          timeout == 0 ? Wait.FOREVER : clocks.deadlineIn(Timespec.read(call.memory(), timeout));
      wait = new SignalWait(signals, task, set, deadline);
    }
    final SignalInfo info = signals.take(task, wait.set());
    if (info != null) {
      final long target = call.argument(1);
      if (target != 0) {
        call.memory().write(target, info.bytes());
      }
      return info.signal();
    }
    if (clocks.reached(wait.deadline())) {
      throw new LinuxError(Errno.EAGAIN);
    }
    throw new TaskBlocked(wait);
  }
}
