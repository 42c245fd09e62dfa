package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.machine.BriefCalls.Verdict;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.EngineHooks;
import dev.cubicle.emulator.unicorn.RegisterBatch;
import dev.cubicle.emulator.unicorn.X86;
import java.lang.foreign.Arena;
import java.util.function.LongSupplier;

/**
 * What engines call while guest code runs. Each hook notes what happened and stops the engine, or
 * finishes the instruction in place; the run loop does the rest outside emulation.
 */
final class MachineHooks implements EngineHooks {

  /** What stopped the engine, as far as a hook stopped it. */
  enum Pending {
    NOTHING,
    SYSTEM_CALL,
    ANSWERED_CALL,
    INTERRUPT,
    INPUT_OUTPUT,
    PROBE
  }

  private final Machine machine;
  private final TlbFill tlbFill;
  private final Cpuid cpuid;
  private final RegisterBatch cpuidRegisters;

  private Pending pending = Pending.NOTHING;
  private int vector;
  private CallInPlace inPlace;

  /** Null while the host's counter is the guest's. */
  private LongSupplier timeStamps;

  MachineHooks(Machine machine, TlbFill tlbFill, Cpuid cpuid, Arena arena) {
    this.machine = machine;
    this.tlbFill = tlbFill;
    this.cpuid = cpuid;
    this.cpuidRegisters = new RegisterBatch(arena, X86.RAX, X86.RBX, X86.RCX, X86.RDX);
  }

  /** From now on system calls are offered to this first. */
  void answerInPlace(CallInPlace calls) {
    inPlace = calls;
  }

  /** Offers no system call until {@link #answerInPlace} is given back what this returns. */
  CallInPlace withholdCalls() {
    final CallInPlace withheld = inPlace;
    inPlace = null;
    return withheld;
  }

  /** From now on time stamps come from here, and random instructions are not promised. */
  void predictable(LongSupplier stamps) {
    timeStamps = stamps;
    cpuid.withoutRandomNumbers();
  }

  Pending takePending() {
    final Pending taken = pending;
    pending = Pending.NOTHING;
    return taken;
  }

  int vector() {
    return vector;
  }

  @Override
  public long fillTlb(long page, int access) {
    return tlbFill.fill(machine.view(), page, access);
  }

  @Override
  public void systemCall() {
    // A block that was told to stop runs to its end, and a system call may be there.
    if (pending != Pending.NOTHING) {
      return;
    }
    final Verdict verdict = inPlace == null ? Verdict.DECLINED : inPlace.call(machine.engine());
    if (verdict == Verdict.DECLINED) {
      pending = Pending.SYSTEM_CALL;
      machine.engine().stop();
    } else if (verdict == Verdict.STOP || machine.view().unsettled()) {
      pending = Pending.ANSWERED_CALL;
      machine.engine().stop();
    }
  }

  @Override
  public void interrupt(int number) {
    // A single step traps behind a system call, too.
    if (isAbandoned() || pending == Pending.SYSTEM_CALL) {
      machine.engine().stop();
      return;
    }
    pending = Pending.INTERRUPT;
    vector = number;
    machine.engine().stop();
  }

  @Override
  public void inputOutput() {
    // What comes behind a stop is not to be carried out, nor told.
    if (pending != Pending.NOTHING) {
      return;
    }
    pending = Pending.INPUT_OUTPUT;
    machine.abandonBlock();
  }

  /** Whether what the engine still does before it stops is undone. */
  private boolean isAbandoned() {
    return pending == Pending.INPUT_OUTPUT || pending == Pending.PROBE;
  }

  /** Whether the engine was told to stop, and will at the end of the block. */
  boolean isStopping() {
    return pending != Pending.NOTHING;
  }

  /** A probe wants the guest stopped before the instruction. */
  void stopBeforeInstruction() {
    if (pending == Pending.NOTHING) {
      pending = Pending.PROBE;
      machine.abandonBlock();
    }
  }

  @Override
  public boolean timeStamp(boolean withProcessor) {
    if (timeStamps == null) {
      return false;
    }
    // What comes behind a stop is done again, or not at all.
    final long stamp = isAbandoned() ? 0 : timeStamps.getAsLong();
    final Engine engine = machine.engine();
    engine.writeRegister(X86.RAX, stamp & 0xffff_ffffL);
    engine.writeRegister(X86.RDX, stamp >>> 32);
    if (withProcessor) {
      engine.writeRegister(X86.RCX, 0);
    }
    return true;
  }

  @Override
  public boolean cpuid() {
    final Engine engine = machine.engine();
    engine.read(cpuidRegisters);
    final int[] result = cpuid.query((int) cpuidRegisters.get(0), (int) cpuidRegisters.get(2));
    for (int i = 0; i < result.length; i++) {
      cpuidRegisters.set(i, result[i] & 0xffff_ffffL);
    }
    engine.write(cpuidRegisters);
    return true;
  }
}
