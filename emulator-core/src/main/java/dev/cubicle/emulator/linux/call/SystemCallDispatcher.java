package dev.cubicle.emulator.linux.call;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.seccomp.CallGuard;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.List;
import java.util.Optional;

/**
 * Answers SYSCALL: number in EAX, arguments in RDI, RSI, RDX, R10, R8, R9, answer in RAX; RCX and
 * R11 are lost (SDM volume 2, SYSCALL; do_syscall_64 in arch/x86/entry/common.c).
 */
public final class SystemCallDispatcher {

  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.R10, Register.R8, Register.R9
  };

  /** One object for all calls: nothing is allocated on the way. */
  private final class Context implements SystemCallContext {
    private Optional<Wait> resumed = Optional.empty();

    @Override
    public long argument(int index) {
      return cpu.get(ARGUMENTS[index]);
    }

    @Override
    public UserMemory memory() {
      return memory;
    }

    @Override
    public Optional<Wait> resumedFrom() {
      return resumed;
    }
  }

  private final Cpu cpu;
  private final UserMemory memory;
  private final SystemCallTable table;
  private final UnimplementedCalls unimplemented;
  private final CallGuard guard;
  private final List<EventListener> listeners;
  private final Context context = new Context();

  public SystemCallDispatcher(
      Cpu cpu,
      UserMemory memory,
      SystemCallTable table,
      UnimplementedCalls unimplemented,
      CallGuard guard,
      List<EventListener> listeners) {
    this.cpu = cpu;
    this.memory = memory;
    this.table = table;
    this.unimplemented = unimplemented;
    this.guard = guard;
    this.listeners = listeners;
  }

  /** Answers the call that {@code task} has just made, or puts it to sleep. */
  public void call(Task task) {
    cpu.set(Register.RCX, cpu.get(Register.RIP));
    cpu.set(Register.R11, cpu.get(Register.RFLAGS));
    if (task.restrictions().none() || guard.permits(task)) {
      perform(task);
    }
  }

  /** Calls the handler again that put {@code task} to sleep on {@code wait}. */
  public void resume(Task task, Wait wait) {
    context.resumed = Optional.of(wait);
    task.wake();
    perform(task);
    context.resumed = Optional.empty();
  }

  private void perform(Task task) {
    final int number = (int) cpu.get(Register.RAX);
    final SystemCallTable.Entry entry = table.lookup(number);
    long result;
    if (entry == null) {
      unimplemented.note(number);
      result = -Errno.ENOSYS.number();
    } else {
      try {
        result = entry.handler().call(context);
      } catch (TaskBlocked blocked) {
        task.sleepOn(blocked.reason());
        return;
      } catch (LinuxError error) {
        result = -error.errno().number();
      } catch (BadAddressException bad) {
        result = -Errno.EFAULT.number();
      }
    }
    cpu.set(Register.RAX, result);
    if (task.signals().maskReplaced()) {
      task.signals().restoreMask();
    }
    if (!listeners.isEmpty()) {
      tell(task, number, entry, result);
    }
  }

  private void tell(Task task, int number, SystemCallTable.Entry entry, long result) {
    final Event event =
        new Event.SystemCallDone(
            task.id(), number, entry == null ? "unimplemented" : entry.name(), result);
    for (EventListener listener : listeners) {
      listener.on(event);
    }
  }
}
