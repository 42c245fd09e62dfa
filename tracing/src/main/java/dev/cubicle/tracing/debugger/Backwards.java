package dev.cubicle.tracing.debugger;

import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.Resumption;
import dev.cubicle.emulator.debug.ReversibleTarget;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.trampolines.dwarf.SourceLine;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.Optional;

/** Goes back in a recorded run. */
final class Backwards {
  private static final int MOST_STEPS = 100_000;

  /** Instructions of the gate that surely lie before its call. */
  private static final int BEHIND_CALL = 4;

  /** From the gate's last check to the callee. */
  private static final int MOST_IN_GATE = 16;

  private final Session session;
  private final ReversibleTarget target;
  private final Execution execution;

  /** Where the last call was met in the gate, and where the user was then taken. */
  private long found;

  private long shown = -1;

  Backwards(Session session, ReversibleTarget target, Execution execution) {
    this.session = session;
    this.target = target;
    this.execution = execution;
  }

  private StopReason came(StopReason reason) {
    session.stoppedAt(reason);
    return reason;
  }

  /** To before the last instruction. */
  StopReason stepInstruction() {
    return came(target.reverseStep(session.thread()));
  }

  /** To the start of another source line. */
  StopReason stepLine() throws CommandException {
    final Optional<SourceLine> start = session.names().line(session.rip());
    for (int i = 0; i < MOST_STEPS; i++) {
      final StopReason reason = stepInstruction();
      if (!(reason instanceof StopReason.StepDone)) {
        return reason;
      }
      final long rip = session.rip();
      if (session.names().lines().beginsStatement(rip)
          && !session.names().line(rip).equals(start)
          && !execution.inMonitor(rip)) {
        return reason;
      }
    }
    return session.stop();
  }

  /** To the last breakpoint or watched access. */
  StopReason proceed() {
    return came(target.reverseContinue());
  }

  /** To the last call of this thread to another cubicle, in the callee; then to the one before. */
  StopReason call() throws CommandException {
    session.monitor();
    final long block = session.register(Register.GS_BASE);
    final Breakpoint gate = new Breakpoint(gate(), guest -> guest.register(X86.GS_BASE) == block);
    target.add(gate);
    try {
      if (target.position() == shown) {
        // The call that was shown last lies a few instructions back.
        target.goTo(found);
        // The same place can have two positions, behind one event and before the next.
        for (int i = 0; i < BEHIND_CALL; i++) {
          target.reverseStep(session.thread());
        }
      }
      final StopReason reason = target.reverseContinue();
      if (intoCallee(reason, gate)) {
        shown = target.position();
        return came(new StopReason.StepDone(session.thread()));
      }
      return came(reason);
    } finally {
      target.remove(gate);
    }
  }

  /** From the gate on to the callee's first instruction; false if the stop is another. */
  private boolean intoCallee(StopReason reason, Breakpoint gate) {
    if (!(reason instanceof StopReason.BreakpointHit hit) || hit.breakpoint() != gate) {
      return false;
    }
    found = target.position();
    final long callee = target.registers(hit.thread()).get(Register.R11);
    for (int i = 0;
        i < MOST_IN_GATE && target.registers(hit.thread()).get(Register.RIP) != callee;
        i++) {
      target.resume(new Resumption.Step(hit.thread(), Resumption.NO_SIGNAL));
    }
    return true;
  }

  /** Where the gate is about to call, with the callee's address in R11 (gate.S). */
  private long gate() throws CommandException {
    return session.names().symbols().named("call_closed").stream()
        .mapToLong(Symbols.Symbol::address)
        .findFirst()
        .orElseThrow(() -> new CommandException("the image has no symbols of its gate"));
  }

  /** To the last instruction that wrote to a place. */
  StopReason write(long address, long length) throws CommandException {
    final Watchpoint watchpoint;
    try {
      watchpoint = new Watchpoint(address, length, Watchpoint.Kind.WRITE);
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage());
    }
    if (!target.add(watchpoint)) {
      throw new CommandException("the guest cannot be watched there");
    }
    try {
      return came(target.reverseContinue());
    } finally {
      target.remove(watchpoint);
    }
  }

  long position() {
    return target.position();
  }

  StopReason goTo(String position) throws CommandException {
    try {
      return came(target.goTo(Long.parseLong(position)));
    } catch (NumberFormatException _) {
      throw new CommandException("usage: goto POSITION");
    }
  }
}
