package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.linux.signal.FaultSignals;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;

/**
 * A copy of one thread's registers. Changes reach the guest by {@link DebugTarget#setRegisters}.
 */
public final class ThreadRegisters {
  /** CF, PF, AF, ZF, SF, DF, OF, NT, RF and AC: FLAG_MASK of Linux's ptrace without TF. */
  private static final long CHANGEABLE_FLAGS = 0x54cd5 & ~0x100L;

  private final long[] values = new long[Register.values().length];
  private final byte[] floatingPoint = new byte[Cpu.FXSAVE_BYTES];
  private int pkru;

  public long get(Register register) {
    return values[register.ordinal()];
  }

  public void set(Register register, long value) {
    values[register.ordinal()] = value;
  }

  public int pkru() {
    return pkru;
  }

  public void setPkru(int value) {
    pkru = value;
  }

  /** x87, MXCSR and XMM state as FXSAVE64 stores it (SDM volume 1, section 10.5.1). Not a copy. */
  public byte[] floatingPoint() {
    return floatingPoint;
  }

  /** Takes them from the processor. */
  public static ThreadRegisters of(Cpu cpu) {
    final ThreadRegisters copy = new ThreadRegisters();
    for (Register register : Register.values()) {
      copy.set(register, cpu.get(register));
    }
    copy.pkru = cpu.pkru();
    cpu.saveFloatingPoint(copy.floatingPoint);
    return copy;
  }

  /** Gives them to the processor, as far as user code could set them. */
  public void load(Cpu cpu) {
    cpu.setPkru(pkru);
    for (Register register : Register.values()) {
      final long value = get(register);
      switch (register) {
        case RFLAGS ->
            cpu.set(register, cpu.get(register) & ~CHANGEABLE_FLAGS | value & CHANGEABLE_FLAGS);
        case FS_BASE, GS_BASE -> {
          if (FaultSignals.canonical(value)) {
            cpu.set(register, value);
          }
        }
        default -> cpu.set(register, value);
      }
    }
    cpu.loadFloatingPoint(floatingPoint);
  }
}
