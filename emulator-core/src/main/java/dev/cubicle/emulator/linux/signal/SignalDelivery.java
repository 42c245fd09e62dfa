package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.ProcessEnd;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.List;
import java.util.Optional;

/**
 * Acts on pending signals before a thread returns to guest code, and undoes it in {@code
 * rt_sigreturn} (arch/x86/kernel/signal.c, kernel/signal.c of Linux 6.12).
 */
public final class SignalDelivery {

  /** Bytes of stack that a signal frame can take (AT_MINSIGSTKSZ). */
  public static final int LARGEST_FRAME = SignalFrame.LARGEST;

  /** Bytes below the stack pointer that a leaf function may use (System V ABI, section 3.2.2). */
  private static final int RED_ZONE = 128;

  private static final int SYSCALL_BYTES = 2;

  /** DF, RF and TF are clear when a handler starts. */
  private static final long CLEARED_FLAGS = 0x400 | 0x10000 | 0x100;

  private final Cpu cpu;
  private final UserMemory memory;
  private final UserMemory frameMemory;
  private final ProcessSignals signals;
  private final ProcessEnd end;
  private final List<EventListener> listeners;
  private final FloatingPointFrame floatingPoint;
  private final SignalFrame frame;
  private Optional<Filter> filter = Optional.empty();

  /** Decides about signals before they are acted on. */
  @FunctionalInterface
  public interface Filter {

    /**
     * @param caught whether a handler would run
     * @return what to act on; null for nothing
     */
    SignalInfo apply(Task task, SignalInfo info, boolean caught);
  }

  /**
   * @param memory guest memory under the running thread's PKRU
   * @param frameMemory guest memory with every key open. Since 6.12 Linux opens all keys while it
   *     writes a frame (sig_prepare_pkru), so that a handler's stack may have a key of its own
   */
  public SignalDelivery(
      Cpu cpu,
      UserMemory memory,
      UserMemory frameMemory,
      ProcessSignals signals,
      ProcessEnd end,
      List<EventListener> listeners) {
    this.cpu = cpu;
    this.memory = memory;
    this.frameMemory = frameMemory;
    this.signals = signals;
    this.end = end;
    this.listeners = listeners;
    this.floatingPoint = new FloatingPointFrame(cpu);
    this.frame = new SignalFrame(cpu);
  }

  /** From now on signals go through this. */
  public void filter(Filter through) {
    filter = Optional.of(through);
  }

  /** Acts on every deliverable signal of the current thread, whose registers are loaded. */
  public void deliverAll(Task task) {
    while (!end.ended()) {
      final long set = signals.deliverableTo(task);
      if (set == 0) {
        break;
      }
      final SignalInfo info = filtered(task, signals.take(task, set));
      if (info != null) {
        deliver(task, info);
      }
    }
    task.signals().restoreMask();
  }

  /**
   * Acts on the signals that woke a thread out of {@code wait}. A handler ends the call: it
   * restarts or answers what the wait says.
   *
   * @return false when no handler is to run and the thread goes on waiting
   */
  public boolean interrupt(Task task, Wait wait) {
    while (!end.ended()) {
      final long set = signals.deliverableTo(task);
      if (set == 0) {
        return false;
      }
      final SignalInfo info = filtered(task, signals.take(task, set));
      if (info == null) {
        continue;
      }
      final SignalAction action = signals.action(info.signal());
      if (action.caught()) {
        task.wake();
        final long result = wait.interrupted(memory);
        if (wait.restartable() && action.has(SignalAction.SA_RESTART)) {
          cpu.set(Register.RIP, cpu.get(Register.RIP) - SYSCALL_BYTES);
        } else {
          cpu.set(Register.RAX, result);
        }
        deliver(task, info);
        return true;
      }
      deliver(task, info);
    }
    return true;
  }

  private SignalInfo filtered(Task task, SignalInfo info) {
    return filter.isEmpty()
        ? info
        : filter.get().apply(task, info, signals.action(info.signal()).caught());
  }

  private void deliver(Task task, SignalInfo info) {
    final int signal = info.signal();
    final SignalAction action = signals.action(signal);
    if (signal == SignalNumber.SIGKILL) {
      end.killed(task, info, false);
    } else if (action.caught()) {
      enterHandler(task, info, action);
    } else if (!action.ignores(signal)) {
      end.killed(task, info, false);
    }
  }

  private void enterHandler(Task task, SignalInfo info, SignalAction action) {
    final int signal = info.signal();
    if (action.has(SignalAction.SA_RESETHAND)) {
      signals.setAction(signal, action.reset());
    }
    if (!pushFrame(task.signals(), info, action)) {
      refuse(task, info);
      return;
    }
    final ThreadSignals state = task.signals();
    state.takeMaskToReturnTo();
    long blocked = state.blocked() | action.mask();
    if (!action.has(SignalAction.SA_NODEFER)) {
      blocked |= SignalNumber.bit(signal);
    }
    state.setBlocked(blocked);
    if ((state.alternateStack().flags() & AlternateStack.SS_AUTODISARM) != 0) {
      state.setAlternateStack(AlternateStack.DISABLED);
    }
    for (EventListener listener : listeners) {
      listener.on(new Event.SignalDelivered(task.id(), signal, info.code(), action.handler()));
    }
  }

  /** The frame could not be written: SIGSEGV instead, and no second chance for SIGSEGV itself. */
  private void refuse(Task task, SignalInfo info) {
    if (info.signal() == SignalNumber.SIGSEGV) {
      end.killed(task, info, true);
    } else {
      signals.force(task, SignalInfo.kernel(SignalNumber.SIGSEGV));
    }
  }

  private boolean pushFrame(ThreadSignals state, SignalInfo info, SignalAction action) {
    if (!action.has(SignalAction.SA_RESTORER)) {
      return false;
    }
    final AlternateStack alternate = state.alternateStack();
    final long interrupted = cpu.get(Register.RSP);
    long stackPointer = interrupted - RED_ZONE;
    boolean onAlternate = alternate.inUse(interrupted);
    if (action.has(SignalAction.SA_ONSTACK) && alternate.state(stackPointer) == 0) {
      stackPointer = alternate.base() + alternate.size();
      onAlternate = true;
    }
    final long floatingPointAt = FloatingPointFrame.place(stackPointer);
    final long frameAt = SignalFrame.place(floatingPointAt);
    if (onAlternate && !alternate.covers(frameAt)) {
      return false;
    }
    try {
      floatingPoint.store(frameMemory, floatingPointAt);
      frame.store(
          frameMemory,
          frameAt,
          floatingPointAt,
          state,
          action,
          action.has(SignalAction.SA_SIGINFO) ? info : null);
    } catch (BadAddressException e) {
      return false;
    }
    cpu.set(Register.RDI, info.signal());
    cpu.set(Register.RAX, 0);
    cpu.set(Register.RSI, frameAt + SignalFrame.INFO);
    cpu.set(Register.RDX, frameAt + SignalFrame.CONTEXT);
    cpu.set(Register.RIP, action.handler());
    cpu.set(Register.RSP, frameAt);
    cpu.set(Register.RFLAGS, cpu.get(Register.RFLAGS) & ~CLEARED_FLAGS);
    floatingPoint.reset();
    return true;
  }

  /**
   * {@code rt_sigreturn}: takes everything back from the frame at RSP - 8. A bad frame means
   * SIGSEGV.
   *
   * @return RAX as the frame has it
   */
  long signalReturn(Task task) {
    boolean good;
    try {
      good = takeBack(task);
    } catch (BadAddressException e) {
      good = false;
    }
    if (!good) {
      signals.force(task, SignalInfo.kernel(SignalNumber.SIGSEGV));
      return 0;
    }
    return cpu.get(Register.RAX);
  }

  private boolean takeBack(Task task) {
    frame.fetch(memory, cpu.get(Register.RSP) - Long.BYTES);
    task.signals().setBlocked(frame.mask());
    frame.load();
    boolean loaded = false;
    try {
      loaded = floatingPoint.load(memory, frame.floatingPoint());
    } finally {
      if (!loaded) {
        floatingPoint.reset();
      }
    }
    if (!loaded) {
      return false;
    }
    final AlternateStack stack = frame.alternateStack();
    SignalStackCalls.change(task.signals(), stack, cpu.get(Register.RSP));
    return frame.returnsToUserCode();
  }
}
