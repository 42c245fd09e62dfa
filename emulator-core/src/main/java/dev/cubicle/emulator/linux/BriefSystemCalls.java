package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.signal.ProcessSignals;
import dev.cubicle.emulator.linux.thread.Scheduler;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.machine.BriefCalls;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.Optional;

/**
 * Answers the calls that {@link SystemCallTable.Entry#brief} says may be answered while guest code
 * runs on. A library OS that runs as a process makes hundreds of thousands of them: where a kernel
 * would disable interrupts, it changes its signal mask.
 */
final class BriefSystemCalls implements BriefCalls {

  /** One object for all calls: nothing is allocated on the way. */
  private final class Context implements SystemCallContext {
    private Registers registers;

    @Override
    public long argument(int index) {
      return registers.argument(index);
    }

    @Override
    public UserMemory memory() {
      return memory;
    }

    @Override
    public Optional<Wait> resumedFrom() {
      return Optional.empty();
    }
  }

  private final UserMemory memory;
  private final SystemCallTable table;
  private final Scheduler scheduler;
  private final ProcessSignals signals;
  private final Clocks clocks;
  private final Context context = new Context();

  BriefSystemCalls(
      UserMemory memory,
      SystemCallTable table,
      Scheduler scheduler,
      ProcessSignals signals,
      Clocks clocks) {
    this.clocks = clocks;
    this.memory = memory;
    this.table = table;
    this.scheduler = scheduler;
    this.signals = signals;
  }

  @Override
  public Verdict call(Registers registers) {
    final SystemCallTable.Entry entry = table.lookup(registers.number());
    if (entry == null || !entry.brief().test((int) registers.argument(0))) {
      return Verdict.DECLINED;
    }
    final Task task = scheduler.task();
    if (!task.restrictions().none() || task.signals().maskReplaced()) {
      return Verdict.DECLINED;
    }
    clocks.callMade();
    context.registers = registers;
    registers.answer(answer(entry));
    return scheduler.mayContinue() && signals.deliverableTo(task) == 0
        ? Verdict.GO_ON
        : Verdict.STOP;
  }

  private long answer(SystemCallTable.Entry entry) {
    try {
      return entry.handler().call(context);
    } catch (LinuxError error) {
      return -error.errno().number();
    } catch (BadAddressException _) {
      return -Errno.EFAULT.number();
    } catch (TaskBlocked _) {
      throw new IllegalStateException(entry.name() + " is not brief");
    }
  }
}
