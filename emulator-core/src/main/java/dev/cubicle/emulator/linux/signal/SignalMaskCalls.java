package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.linux.thread.TaskList;
import dev.cubicle.emulator.memory.UserMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Actions, masks and pending sets: rt_sigaction, rt_sigprocmask, rt_sigpending, rt_sigreturn. */
public final class SignalMaskCalls {

  /** Bytes of the kernel's {@code sigset_t}. */
  static final int SET_BYTES = 8;

  private static final int SIG_BLOCK = 0;
  private static final int SIG_UNBLOCK = 1;
  private static final int SIG_SETMASK = 2;

  private final CurrentTask current;
  private final TaskList tasks;
  private final ProcessSignals signals;
  private final SignalDelivery delivery;

  public SignalMaskCalls(
      CurrentTask current, TaskList tasks, ProcessSignals signals, SignalDelivery delivery) {
    this.current = current;
    this.tasks = tasks;
    this.signals = signals;
    this.delivery = delivery;
  }

  public void register(SystemCallTable table) {
    table.add(13, "rt_sigaction", this::action);
    table.add(14, "rt_sigprocmask", this::mask, _ -> true);
    table.add(15, "rt_sigreturn", call -> delivery.signalReturn(current.task()));
    table.add(127, "rt_sigpending", this::pending);
  }

  private long action(SystemCallContext call) throws LinuxError {
    checkSetSize(call.argument(3));
    final UserMemory memory = call.memory();
    final long wanted = call.argument(1);
    final long old = call.argument(2);
    final int signal = call.intArgument(0);
    SignalAction action = null;
    if (wanted != 0) {
      action =
          new SignalAction(
              memory.readLong(wanted),
              memory.readLong(wanted + 8) & SignalAction.KNOWN_FLAGS,
              memory.readLong(wanted + 16),
              memory.readLong(wanted + 24) & ~SignalNumber.UNBLOCKABLE);
    }
    if (!SignalNumber.valid(signal)
        || (action != null && (SignalNumber.UNBLOCKABLE & SignalNumber.bit(signal)) != 0)) {
      throw new LinuxError(Errno.EINVAL);
    }
    final SignalAction before = signals.action(signal);
    if (action != null) {
      signals.setAction(signal, action);
      if (action.ignores(signal)) {
        signals.discard(signal, tasks.all());
      }
    }
    if (old != 0) {
      memory.writeLong(old, before.handler());
      memory.writeLong(old + 8, before.flags());
      memory.writeLong(old + 16, before.restorer());
      memory.writeLong(old + 24, before.mask());
    }
    return 0;
  }

  private long mask(SystemCallContext call) throws LinuxError {
    checkSetSize(call.argument(3));
    final ThreadSignals state = current.task().signals();
    final long before = state.blocked();
    final long wanted = call.argument(1);
    if (wanted != 0) {
      final long set = call.memory().readLong(wanted);
      switch (call.intArgument(0)) {
        case SIG_BLOCK -> state.setBlocked(before | set);
        case SIG_UNBLOCK -> state.setBlocked(before & ~set);
        case SIG_SETMASK -> state.setBlocked(set);
        default -> throw new LinuxError(Errno.EINVAL);
      }
    }
    final long old = call.argument(2);
    if (old != 0) {
      call.memory().writeLong(old, before);
    }
    return 0;
  }

  private long pending(SystemCallContext call) throws LinuxError {
    final long size = call.argument(1);
    if (Long.compareUnsigned(size, SET_BYTES) > 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long waiting = signals.pendingFor(current.task()) & current.task().signals().blocked();
    final byte[] set =
        ByteBuffer.allocate(SET_BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(waiting).array();
    call.memory().write(call.argument(0), set, 0, (int) size);
    return 0;
  }

  static void checkSetSize(long size) throws LinuxError {
    if (size != SET_BYTES) {
      throw new LinuxError(Errno.EINVAL);
    }
  }
}
