package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.linux.ControlledProcess;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.unicorn.X86;

/**
 * How far a step has come. An instruction may need several attempts, with page faults, handlers of
 * signals and other threads in between.
 */
final class Steps {
  private final Cpu cpu;
  private final Breakpoints breakpoints;

  /** The thread that steps; null when all run. */
  private Task stepping;

  /** A step over several instructions ends outside of these; empty for a single one. */
  private long rangeStart;

  private long rangeEnd;

  private boolean begun;
  private boolean done;
  private long from;

  /** Where a signal's handler will return to; null when none is under way. */
  private Breakpoint handlerReturn;

  Steps(Cpu cpu, Breakpoints breakpoints) {
    this.cpu = cpu;
    this.breakpoints = breakpoints;
  }

  /**
   * Takes up new orders. The current thread is not stopped again where it is.
   *
   * @return the thread that is to step; null when all run
   */
  Task order(Resumption order, ControlledProcess process) {
    dropHandlerReturn();
    breakpoints.skip(position(process.current()));
    begun = false;
    done = false;
    stepping = null;
    rangeEnd = rangeStart = 0;
    switch (order) {
      case Resumption.Continue _ -> {}
      case Resumption.Step step -> stepping = find(process, step.thread());
      case Resumption.StepRange range -> {
        stepping = find(process, range.thread());
        rangeStart = range.start();
        rangeEnd = range.end();
      }
    }
    return stepping;
  }

  private static Task find(ControlledProcess process, int thread) {
    return process.tasks().stream().filter(task -> task.id() == thread).findFirst().orElse(null);
  }

  private Breakpoints.Position position(Task task) {
    return new Breakpoints.Position(task.id(), cpu.get(Register.RIP), cpu.get(Register.RSP));
  }

  /** Whether the current thread is to execute one instruction; begins a step. */
  boolean stepsNow(Task current) {
    if (current != stepping || handlerReturn != null) {
      return false;
    }
    if (!begun) {
      begun = true;
      from = cpu.get(Register.RIP);
    }
    return true;
  }

  /** The machine has executed one instruction. */
  void executed() {
    done = true;
  }

  /** Whether the step that the current thread was to make is over. */
  boolean arrived(Task current) {
    if (current != stepping || !begun || handlerReturn != null) {
      return false;
    }
    final long rip = cpu.get(Register.RIP);
    if (!done && rip == from) {
      return false;
    }
    begun = false;
    done = false;
    return rip - rangeStart < 0 || rip - rangeEnd >= 0;
  }

  /** A handler is about to begin where the current thread is, in the midst of a step. */
  void handlerBegins(Task current) {
    if (current != stepping || handlerReturn != null) {
      return;
    }
    final Breakpoints.Position back = position(current);
    handlerReturn =
        new Breakpoint(
            back.rip(),
            guest ->
                guest.thread() == back.thread() && guest.register(X86.RSP) == back.stackPointer());
    breakpoints.skip(null);
    breakpoints.add(handlerReturn);
  }

  /** Whether a breakpoint means that a handler has returned, and the step goes on. */
  boolean returned(Breakpoint hit) {
    if (hit != handlerReturn) {
      return false;
    }
    dropHandlerReturn();
    breakpoints.skip(position(stepping));
    return true;
  }

  private void dropHandlerReturn() {
    if (handlerReturn != null) {
      breakpoints.remove(handlerReturn);
      handlerReturn = null;
    }
  }
}
