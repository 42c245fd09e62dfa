package dev.cubicle.emulator.record;

import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.CpuContext;
import dev.cubicle.emulator.machine.Register;
import java.util.ArrayList;
import java.util.List;

/** Writes down what the kernel does to registers. */
final class RecordingCpu implements Cpu {
  private final Cpu cpu;
  private final LogWriter log;
  private final List<Context> contexts = new ArrayList<>();
  private int lastNumber;

  /** Number of the context whose thread runs. */
  private int current;

  private boolean begun;

  RecordingCpu(Cpu cpu, LogWriter log) {
    this.cpu = cpu;
    this.log = log;
  }

  /** What was done so far is part of the first snapshot. */
  void begin() {
    begun = true;
  }

  /** Those that exist, in the order in which they were made. */
  List<Context> contexts() {
    return contexts;
  }

  int current() {
    return current;
  }

  /** A thread's registers, with a number by which the log knows them. */
  final class Context implements CpuContext {
    private final CpuContext target;
    private final int number;
    private final int thread;
    private boolean used;

    Context(CpuContext target, int number, int thread) {
      this.target = target;
      this.number = number;
      this.thread = thread;
    }

    int number() {
      return number;
    }

    int thread() {
      return thread;
    }

    CpuContext target() {
      return target;
    }

    /** Whether anything was ever saved into it. */
    boolean used() {
      return used;
    }

    @Override
    public void close() {
      target.close();
      if (contexts.remove(this) && begun) {
        log.op(Op.CLOSE_CONTEXT).number(number);
      }
    }
  }

  @Override
  public long get(Register register) {
    return cpu.get(register);
  }

  @Override
  public void set(Register register, long value) {
    if (begun) {
      note(register, value);
    }
    cpu.set(register, value);
  }

  private void note(Register register, long value) {
    if (register == Register.RAX) {
      log.op(Op.SET_RAX).difference(value);
    } else if (register == Register.RCX && value == cpu.get(Register.RIP)) {
      log.op(Op.SET_RCX_RIP);
    } else if (register == Register.R11 && value == cpu.get(Register.RFLAGS)) {
      log.op(Op.SET_R11_FLAGS);
    } else {
      log.set(register, value);
    }
  }

  @Override
  public int pkru() {
    return cpu.pkru();
  }

  @Override
  public void setPkru(int pkru) {
    if (begun) {
      log.op(Op.SET_PKRU).number(pkru & 0xffff_ffffL);
    }
    cpu.setPkru(pkru);
  }

  @Override
  public void saveFloatingPoint(byte[] area) {
    cpu.saveFloatingPoint(area);
  }

  @Override
  public void loadFloatingPoint(byte[] area) {
    if (begun) {
      log.op(Op.LOAD_FLOATING_POINT).bytes(area, 0, FXSAVE_BYTES);
    }
    cpu.loadFloatingPoint(area);
  }

  @Override
  public void resetExtendedState(int pkru) {
    if (begun) {
      log.op(Op.RESET_EXTENDED).number(pkru & 0xffff_ffffL);
    }
    cpu.resetExtendedState(pkru);
  }

  @Override
  public CpuContext newContext(int thread) {
    final Context made = new Context(cpu.newContext(thread), lastNumber++, thread);
    contexts.add(made);
    if (begun) {
      log.op(Op.NEW_CONTEXT).number(made.number).number(thread);
    }
    return made;
  }

  @Override
  public void save(CpuContext context) {
    final Context wanted = (Context) context;
    if (begun) {
      log.op(Op.SAVE_CONTEXT).number(wanted.number);
    }
    wanted.used = true;
    cpu.save(wanted.target);
  }

  @Override
  public void load(CpuContext context) {
    final Context wanted = (Context) context;
    if (begun) {
      log.op(Op.LOAD_CONTEXT).number(wanted.number);
    }
    current = wanted.number;
    cpu.load(wanted.target);
  }
}
