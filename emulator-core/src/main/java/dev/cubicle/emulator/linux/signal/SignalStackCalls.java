package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.UserMemory;

/** {@code sigaltstack}. */
public final class SignalStackCalls {

  private final CurrentTask current;
  private final Cpu cpu;

  public SignalStackCalls(CurrentTask current, Cpu cpu) {
    this.current = current;
    this.cpu = cpu;
  }

  public void register(SystemCallTable table) {
    table.add(131, "sigaltstack", this::signalStack);
  }

  private long signalStack(SystemCallContext call) throws LinuxError {
    final UserMemory memory = call.memory();
    final ThreadSignals signals = current.task().signals();
    final long stackPointer = cpu.get(Register.RSP);
    final long wanted = call.argument(0);
    final long old = call.argument(1);
    final AlternateStack before = signals.alternateStack();
    final int reported = before.reportedFlags(stackPointer);
    if (wanted != 0) {
      final AlternateStack stack =
          new AlternateStack(
              memory.readLong(wanted), memory.readLong(wanted + 16), memory.readInt(wanted + 8));
      final Errno refusal = change(signals, stack, stackPointer);
      if (refusal != null) {
        throw new LinuxError(refusal);
      }
    }
    if (old != 0) {
      memory.writeLong(old, before.base());
      memory.writeLong(old + 8, Integer.toUnsignedLong(reported));
      memory.writeLong(old + 16, before.size());
    }
    return 0;
  }

  /** Sets another stack (do_sigaltstack); answers why it did not, or null. */
  static Errno change(ThreadSignals signals, AlternateStack wanted, long stackPointer) {
    if (signals.alternateStack().inUse(stackPointer)) {
      return Errno.EPERM;
    }
    final int mode = wanted.flags() & ~AlternateStack.SS_AUTODISARM;
    if (mode == AlternateStack.SS_DISABLE) {
      signals.setAlternateStack(new AlternateStack(0, 0, wanted.flags()));
      return null;
    }
    if (mode != 0 && mode != AlternateStack.SS_ONSTACK) {
      return Errno.EINVAL;
    }
    if (Long.compareUnsigned(wanted.size(), AlternateStack.MINIMUM_SIZE) < 0) {
      return Errno.ENOMEM;
    }
    signals.setAlternateStack(wanted);
    return null;
  }
}
