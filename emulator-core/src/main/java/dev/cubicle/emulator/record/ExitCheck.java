package dev.cubicle.emulator.record;

import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Register;

/** Compares how guest code left the machine with what the log says. */
final class ExitCheck {
  private static final long LOW_HALF = 0xffff_ffffL;

  private final LogReader log;
  private final Cpu cpu;

  ExitCheck(LogReader log, Cpu cpu) {
    this.log = log;
    this.cpu = cpu;
  }

  /**
   * Takes the next event, which must be this one.
   *
   * @throws RecordException if it is another: the replay did not take the recorded path
   */
  void take(Exit exit, long position) {
    final int op = log.peek();
    final long rip = cpu.get(Register.RIP);
    if (op != kind(exit)) {
      throw diverged(position, rip, exit + " instead of " + name(op));
    }
    final ByteReader in = log.take();
    final long expected = log.rip();
    if (rip != expected) {
      throw diverged(position, rip, "%s, recorded at 0x%x".formatted(exit, expected));
    }
    if (!same(exit, in)) {
      throw diverged(position, rip, exit + " differs from the recorded one");
    }
  }

  private boolean same(Exit exit, ByteReader in) {
    return switch (exit) {
      case Exit.SystemCall _ -> in.number() == (cpu.get(Register.RAX) & LOW_HALF);
      case Exit.PageFault fault -> {
        final boolean address = in.number() == fault.address();
        final boolean access = in.number() == fault.access().ordinal();
        yield in.number() == fault.errorCode() && address && access;
      }
      case Exit.Interrupt interrupt -> {
        final boolean vector = in.number() == interrupt.vector();
        yield in.number() == (interrupt.software() ? 1 : 0) && vector;
      }
      case Exit.InvalidInstruction _, Exit.Stopped _ -> true;
    };
  }

  private static int kind(Exit exit) {
    return switch (exit) {
      case Exit.SystemCall _ -> Op.SYSTEM_CALL;
      case Exit.PageFault _ -> Op.PAGE_FAULT;
      case Exit.Interrupt _ -> Op.INTERRUPT;
      case Exit.InvalidInstruction _ -> Op.INVALID_INSTRUCTION;
      case Exit.Stopped _ -> Op.STOPPED_ANYWHERE;
    };
  }

  static String name(int op) {
    return switch (op) {
      case Op.SYSTEM_CALL -> "a system call";
      case Op.PAGE_FAULT -> "a page fault";
      case Op.INTERRUPT -> "an exception";
      case Op.INVALID_INSTRUCTION -> "an invalid instruction";
      case Op.BRIEF_CALL -> "a brief system call";
      case Op.TIME_STAMP -> "a time stamp";
      case Op.END -> "the end";
      default -> "a stop";
    };
  }

  static RecordException diverged(long position, long rip, String how) {
    return new RecordException(
        "the replay left the recorded path at position %d, at 0x%x: %s"
            .formatted(position, rip, how));
  }
}
