package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.unicorn.RegisterBatch;
import dev.cubicle.emulator.unicorn.SavedContext;
import dev.cubicle.emulator.unicorn.X86;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * The registers between two runs. They live in the current view's engine; here is a copy that is
 * read with one native call when first asked for and written back, if changed, before guest code
 * runs again. RIP is kept here alone: Unicorn takes it as an argument.
 */
final class CpuState implements Cpu {
  /** IF and the bit that is always one. */
  static final long INITIAL_FLAGS = 0x202;

  private static final int[] GENERAL = {
    X86.RAX, X86.RBX, X86.RCX, X86.RDX, X86.RSI, X86.RDI, X86.RBP, X86.RSP, X86.R8, X86.R9, X86.R10,
    X86.R11, X86.R12, X86.R13, X86.R14, X86.R15
  };

  private final Machine machine;
  private final RegisterBatch general;
  private final FloatingPointState floatingPoint;
  private final byte[] carried = new byte[FXSAVE_BYTES];
  private boolean loaded;
  private boolean generalChanged;
  private long rip;

  CpuState(Machine machine, Arena arena) {
    this.machine = machine;
    final int[] registers = Arrays.copyOf(GENERAL, GENERAL.length + 1);
    registers[GENERAL.length] = X86.RFLAGS;
    this.general = new RegisterBatch(arena, registers);
    this.floatingPoint = new FloatingPointState(arena);
  }

  @Override
  public long get(Register register) {
    return switch (register) {
      case RIP -> rip;
      case FS_BASE -> machine.engine().readRegister(X86.FS_BASE);
      case GS_BASE -> machine.engine().readRegister(X86.GS_BASE);
      default -> {
        load();
        yield general.get(slot(register));
      }
    };
  }

  @Override
  public void set(Register register, long value) {
    switch (register) {
      case RIP -> rip = value;
      case FS_BASE -> machine.engine().writeRegister(X86.FS_BASE, value);
      case GS_BASE -> machine.engine().writeRegister(X86.GS_BASE, value);
      default -> {
        load();
        general.set(slot(register), value);
        generalChanged = true;
      }
    }
  }

  private static int slot(Register register) {
    return register == Register.RFLAGS ? GENERAL.length : register.ordinal();
  }

  private void load() {
    if (!loaded) {
      machine.engine().read(general);
      loaded = true;
    }
  }

  /** Gives the engine what was changed; the copy stays valid. */
  void writeBack() {
    if (generalChanged) {
      machine.engine().write(general);
      generalChanged = false;
    }
  }

  /** Guest code has run or another context was loaded: the copy is worthless. */
  void forget() {
    loaded = false;
    generalChanged = false;
  }

  /**
   * Has the engine forget everything but these registers: it goes back to {@code pristine}, a state
   * in which no exception is under way, and takes them along.
   */
  void carryInto(SavedContext pristine) {
    load();
    final long fsBase = get(Register.FS_BASE);
    final long gsBase = get(Register.GS_BASE);
    saveFloatingPoint(carried);
    machine.engine().restore(pristine);
    generalChanged = true;
    writeBack();
    set(Register.FS_BASE, fsBase);
    set(Register.GS_BASE, gsBase);
    loadFloatingPoint(carried);
  }

  @Override
  public int pkru() {
    return machine.pkru();
  }

  @Override
  public void setPkru(int pkru) {
    writeBack();
    machine.switchTo(pkru);
  }

  /** Unicorn resets x87 and SSE control to zero, which no processor and no Linux does. */
  void resetFloatingPoint() {
    floatingPoint.reset(machine.engine());
  }

  @Override
  public void saveFloatingPoint(byte[] area) {
    floatingPoint.save(machine.engine(), area);
  }

  @Override
  public void loadFloatingPoint(byte[] area) {
    floatingPoint.load(machine.engine(), area);
  }

  /** Nothing of the old state but these registers is wanted, so it need not be saved. */
  @Override
  public void resetExtendedState(int pkru) {
    load();
    final long fsBase = get(Register.FS_BASE);
    final long gsBase = get(Register.GS_BASE);
    machine.startAfresh(pkru);
    generalChanged = true;
    set(Register.FS_BASE, fsBase);
    set(Register.GS_BASE, gsBase);
  }

  /** A context's PKRU and RIP are not in Unicorn's. */
  private static final class Context implements CpuContext {
    private final SavedContext saved;
    private long rip;
    private int pkru;

    Context(SavedContext saved) {
      this.saved = saved;
    }

    @Override
    public void close() {
      saved.close();
    }
  }

  @Override
  public CpuContext newContext(int thread) {
    return new Context(machine.engine().newContext());
  }

  @Override
  public void save(CpuContext context) {
    final Context target = (Context) context;
    writeBack();
    machine.engine().save(target.saved);
    target.rip = rip;
    target.pkru = machine.pkru();
  }

  @Override
  public void load(CpuContext context) {
    final Context source = (Context) context;
    machine.select(source.pkru);
    machine.engine().restore(source.saved);
    forget();
    rip = source.rip;
  }
}
