package dev.cubicle.emulator.record;

import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;

/** Carries out what the log says the kernel did. */
final class Effects {
  private static final Register[] REGISTERS = Register.values();

  private final LogReader log;
  private final Cpu cpu;
  private final ReplayMemory memory;
  private final ReplayThreads threads;
  private final ReplayOutput output;
  private final byte[] floatingPoint = new byte[Cpu.FXSAVE_BYTES];

  Effects(LogReader log, Cpu cpu, ReplayMemory memory, ReplayThreads threads, ReplayOutput output) {
    this.log = log;
    this.cpu = cpu;
    this.memory = memory;
    this.threads = threads;
    this.output = output;
  }

  /** All effects up to the next event. */
  void carryOut() {
    for (int op = log.peek(); op > Op.LAST_EVENT; op = log.peek()) {
      final ByteReader in = log.take();
      if (!toMemory(op, in)) {
        toProcessor(op, in);
      }
    }
  }

  /** The effects of a call that is answered in place, which are none to registers; its answer. */
  long carryOutInPlace() {
    while (true) {
      final int op = log.peek();
      final ByteReader in = log.take();
      if (op == Op.ANSWER) {
        return in.difference();
      }
      if (!toMemory(op, in)) {
        throw ByteReader.damaged();
      }
    }
  }

  private boolean toMemory(int op, ByteReader in) {
    switch (op) {
      case Op.ENTRY -> memory.entry(log);
      case Op.CLEAR_FRAME -> memory.clearFrame(log);
      case Op.WRITE -> memory.write(in);
      case Op.MAP -> memory.map(in);
      case Op.UNMAP -> memory.unmap(in);
      case Op.OUTPUT -> {
        final int descriptor = in.number(Integer.MAX_VALUE);
        final int length = in.number(Integer.MAX_VALUE);
        output.wrote(descriptor, in.array(), in.skip(length), length);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void toProcessor(int op, ByteReader in) {
    switch (op) {
      case Op.SET_RAX -> cpu.set(Register.RAX, in.difference());
      case Op.SET_RCX_RIP -> cpu.set(Register.RCX, cpu.get(Register.RIP));
      case Op.SET_R11_FLAGS -> cpu.set(Register.R11, cpu.get(Register.RFLAGS));
      case Op.SET -> {
        final Register register = REGISTERS[in.number(REGISTERS.length - 1)];
        cpu.set(register, in.number());
      }
      case Op.SET_PKRU -> cpu.setPkru((int) in.number());
      case Op.RESET_EXTENDED -> cpu.resetExtendedState((int) in.number());
      case Op.LOAD_FLOATING_POINT -> {
        in.number(Cpu.FXSAVE_BYTES);
        in.bytes(floatingPoint, 0, Cpu.FXSAVE_BYTES);
        cpu.loadFloatingPoint(floatingPoint);
      }
      case Op.NEW_CONTEXT -> threads.begin(in);
      case Op.SAVE_CONTEXT -> threads.save(in);
      case Op.LOAD_CONTEXT -> threads.load(in);
      case Op.CLOSE_CONTEXT -> threads.end(in);
      default -> throw ByteReader.damaged();
    }
  }
}
