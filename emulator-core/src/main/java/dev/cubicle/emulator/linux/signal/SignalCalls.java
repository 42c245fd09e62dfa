package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.linux.Identity;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.linux.thread.TaskList;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.machine.Cpu;

/** All system calls about signals. */
public final class SignalCalls {

  private SignalCalls() {}

  public static void register(
      SystemCallTable table,
      CurrentTask current,
      TaskList tasks,
      ProcessSignals signals,
      SignalDelivery delivery,
      Identity identity,
      Clocks clocks,
      Cpu cpu) {
    new SignalMaskCalls(current, tasks, signals, delivery).register(table);
    new SignalStackCalls(current, cpu).register(table);
    new SignalSendCalls(current, tasks, signals, identity).register(table);
    new SignalWaitCalls(current, signals, clocks).register(table);
  }
}
