package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.EngineHooks;
import dev.cubicle.emulator.unicorn.RegisterBatch;
import dev.cubicle.emulator.unicorn.X86;
import java.lang.foreign.Arena;

/**
 * What engines call while guest code runs. Each hook notes what happened and stops the engine, or
 * finishes the instruction in place; the run loop does the rest outside emulation.
 */
final class MachineHooks implements EngineHooks {

  /** What stopped the engine, as far as a hook stopped it. */
  enum Pending {
    NOTHING,
    SYSTEM_CALL,
    INTERRUPT,
    INVALID_INSTRUCTION,
    PKRU_WRITE,
    GENERAL_PROTECTION
  }

  private final Machine machine;
  private final TlbFill tlbFill;
  private final PkruInstruction pkruInstruction;
  private final Cpuid cpuid = new Cpuid();
  private final RegisterBatch pkruOperands;
  private final RegisterBatch pkruResult;
  private final RegisterBatch cpuidRegisters;

  private Pending pending = Pending.NOTHING;
  private int vector;
  private int newPkru;
  private long ripAfter;

  MachineHooks(Machine machine, TlbFill tlbFill, GuestCode code, Arena arena) {
    this.machine = machine;
    this.tlbFill = tlbFill;
    this.pkruInstruction = new PkruInstruction(code);
    this.pkruOperands = new RegisterBatch(arena, X86.RIP, X86.RAX, X86.RCX, X86.RDX);
    this.pkruResult = new RegisterBatch(arena, X86.RAX, X86.RDX, X86.RIP);
    this.cpuidRegisters = new RegisterBatch(arena, X86.RAX, X86.RBX, X86.RCX, X86.RDX);
  }

  Pending takePending() {
    final Pending taken = pending;
    pending = Pending.NOTHING;
    return taken;
  }

  int vector() {
    return vector;
  }

  int newPkru() {
    return newPkru;
  }

  /** Where the guest goes on after a PKRU write. */
  long ripAfter() {
    return ripAfter;
  }

  @Override
  public long fillTlb(long page, int access) {
    return tlbFill.fill(machine.view(), page, access);
  }

  @Override
  public void systemCall() {
    pending = Pending.SYSTEM_CALL;
    machine.engine().stop();
  }

  @Override
  public void interrupt(int number) {
    pending = Pending.INTERRUPT;
    vector = number;
    machine.engine().stop();
  }

  @Override
  public boolean invalidInstruction() {
    final Engine engine = machine.engine();
    engine.read(pkruOperands);
    final long rip = pkruOperands.get(0);
    final int kind = pkruInstruction.decode(rip);
    if (kind == PkruInstruction.NEITHER) {
      pending = Pending.INVALID_INSTRUCTION;
      return false;
    }
    // WRPKRU wants ECX and EDX zero, RDPKRU ECX (SDM volume 2).
    if ((int) pkruOperands.get(2) != 0
        || kind == PkruInstruction.WRITE && (int) pkruOperands.get(3) != 0) {
      pending = Pending.GENERAL_PROTECTION;
      return false;
    }
    return kind == PkruInstruction.WRITE ? writePkru(rip) : readPkru(engine, rip);
  }

  private boolean writePkru(long rip) {
    newPkru = (int) pkruOperands.get(1);
    ripAfter = rip + pkruInstruction.length();
    pending = Pending.PKRU_WRITE;
    return false;
  }

  private boolean readPkru(Engine engine, long rip) {
    pkruResult.set(0, machine.pkru() & 0xffff_ffffL);
    pkruResult.set(1, 0);
    pkruResult.set(2, rip + pkruInstruction.length());
    engine.write(pkruResult);
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
