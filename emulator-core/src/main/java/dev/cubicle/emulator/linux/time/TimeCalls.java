package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.signal.ProcessSignals;
import dev.cubicle.emulator.linux.thread.Scheduler;
import dev.cubicle.emulator.linux.thread.TaskList;

/** All system calls about time. */
public final class TimeCalls {

  private TimeCalls() {}

  public static void register(
      SystemCallTable table,
      Clocks clocks,
      TimerQueue timers,
      ProcessSignals signals,
      Scheduler scheduler,
      TaskList tasks,
      int processId) {
    final ClockId ids = new ClockId(clocks, scheduler, tasks, processId);
    new ClockCalls(clocks, ids).register(table);
    new SleepCalls(clocks).register(table);
    new IntervalTimerCalls(clocks, timers, signals, scheduler).register(table);
    new PosixTimerCalls(clocks, ids, timers, signals, scheduler, tasks).register(table);
    new ResourceUsageCalls(clocks, scheduler).register(table);
  }
}
