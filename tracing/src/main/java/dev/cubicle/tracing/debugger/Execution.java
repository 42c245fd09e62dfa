package dev.cubicle.tracing.debugger;

import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.Resumption;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.natives.capstone.Instruction;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.stop.StopAdvisor;
import dev.cubicle.trampolines.dwarf.SourceLine;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.Optional;

/** Lets the guest go on: by instructions, by source lines, to the end of a function. */
final class Execution {

  /** A line that takes more instructions is one that waits for something. */
  private static final int MOST_STEPS = 5_000_000;

  private final Session session;
  private final CodeView code;
  private final StopAdvisor advisor;
  private volatile boolean interrupted;

  Execution(Session session, CodeView code, StopAdvisor advisor) {
    this.session = session;
    this.code = code;
    this.advisor = advisor;
  }

  /** Stops a guest that runs. From any thread. */
  void interrupt() {
    interrupted = true;
    session.target().interrupt();
  }

  /**
   * @param deliver whether the signal that the guest is stopped at is delivered
   */
  StopReason proceed(boolean deliver) throws CommandException {
    mustLive();
    return resume(new Resumption.Continue(deliver ? signal() : Resumption.NO_SIGNAL));
  }

  private void mustLive() throws CommandException {
    if (session.ended()) {
      throw new CommandException("the guest is over");
    }
    interrupted = false;
  }

  private int signal() {
    return switch (session.stop()) {
      case StopReason.Signalled stop -> stop.signal();
      default -> Resumption.NO_SIGNAL;
    };
  }

  private StopReason resume(Resumption how) {
    final StopReason reason = advisor.settle(session.target().resume(how));
    session.stoppedAt(reason);
    return reason;
  }

  /** One instruction. */
  StopReason stepInstruction() throws CommandException {
    mustLive();
    return resume(new Resumption.Step(session.thread(), signal()));
  }

  /** One instruction, or the whole of the function that it calls. */
  StopReason nextInstruction() throws CommandException {
    mustLive();
    return over();
  }

  private StopReason over() throws CommandException {
    final Optional<Instruction> current = code.current();
    if (current.isPresent() && current.get().name().equals("call")) {
      return toReturn(
          current.get().address() + current.get().size(), session.register(Register.RSP));
    }
    return resume(new Resumption.Step(session.thread(), signal()));
  }

  /** Runs until an address is reached with the stack as it is meant to be then. */
  private StopReason toReturn(long address, long rsp) {
    final int thread = session.thread();
    final Breakpoint there =
        new Breakpoint(
            address, guest -> guest.thread() == thread && guest.register(X86.RSP) == rsp);
    session.target().add(there);
    try {
      final StopReason reason = resume(new Resumption.Continue(signal()));
      if (reason instanceof StopReason.BreakpointHit hit && hit.breakpoint() == there) {
        session.stoppedAt(new StopReason.StepDone(hit.thread()));
      }
      return session.stop();
    } finally {
      session.target().remove(there);
    }
  }

  /** To another source line; into functions that have any, also those of other cubicles. */
  StopReason stepLine() throws CommandException {
    return line(false);
  }

  /** To another source line of this function, or of the one it returns to. */
  StopReason nextLine() throws CommandException {
    return line(true);
  }

  private StopReason line(boolean over) throws CommandException {
    mustLive();
    final Optional<SourceLine> start = session.names().line(session.rip());
    if (start.isEmpty()) {
      throw new CommandException("no source line is known here; stepi steps by instructions");
    }
    for (int i = 0; i < MOST_STEPS; i++) {
      final StopReason reason = over ? over() : into();
      if (interrupted) {
        session.stoppedAt(new StopReason.Interrupted(session.thread()));
        return session.stop();
      }
      if (!(reason instanceof StopReason.StepDone)) {
        return reason;
      }
      final long rip = session.rip();
      if (session.names().lines().beginsStatement(rip)
          && !session.names().line(rip).equals(start)
          && !inMonitor(rip)) {
        return reason;
      }
    }
    return session.stop();
  }

  /** Functions without source lines are carried out as a whole, but for the gate. */
  private StopReason into() throws CommandException {
    final Optional<Instruction> current = code.current();
    final long rsp = session.register(Register.RSP);
    final StopReason reason = resume(new Resumption.Step(session.thread(), signal()));
    if (!(reason instanceof StopReason.StepDone)
        || current.isEmpty()
        || !current.get().name().equals("call")) {
      return reason;
    }
    final long rip = session.rip();
    return inMonitor(rip) || session.names().line(rip).isPresent()
        ? reason
        : toReturn(current.get().address() + current.get().size(), rsp);
  }

  /** Gate, trampolines and monitor: no place to stop at between two lines. */
  boolean inMonitor(long address) {
    return session
        .state()
        .map(state -> state.image().manifest())
        .map(
            manifest ->
                address >= manifest.gateStart() && address < manifest.gateEnd()
                    || manifest.segments().stream()
                        .filter(segment -> segment.holds(address))
                        .map(Manifest.Segment::cubicle)
                        .anyMatch(cubicle -> cubicle == 0))
        .orElse(false);
  }

  /** A call from another cubicle returns through the gate. */
  private StopReason outOfMonitor() throws CommandException {
    for (int i = 0; i < MOST_STEPS && !interrupted && inMonitor(session.rip()); i++) {
      final StopReason reason = resume(new Resumption.Step(session.thread(), signal()));
      if (!(reason instanceof StopReason.StepDone)) {
        return reason;
      }
    }
    return session.stop();
  }

  /** To the function's caller. Calls on the way are carried out as a whole. */
  StopReason finish() throws CommandException {
    mustLive();
    for (int i = 0; i < MOST_STEPS && !interrupted; i++) {
      final boolean returns =
          code.current().map(Instruction::name).filter("ret"::equals).isPresent();
      final StopReason reason =
          returns ? resume(new Resumption.Step(session.thread(), signal())) : over();
      if (!(reason instanceof StopReason.StepDone)) {
        return reason;
      }
      if (returns) {
        return outOfMonitor();
      }
    }
    session.stoppedAt(new StopReason.Interrupted(session.thread()));
    return session.stop();
  }
}
