package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.linux.ControlledProcess;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.machine.BriefCalls;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.Processor;
import dev.cubicle.emulator.machine.Register;
import java.util.function.Function;

/**
 * Runs guest code under a debugger's orders: stops where it should stop, steps as far as it should
 * step, and looks to the kernel like the machine itself.
 */
final class DebuggedProcessor implements Processor {
  private final Machine machine;
  private final Cpu cpu;
  private final Breakpoints breakpoints;
  private final Watchpoints watchpoints;

  /** Stops the guest and waits for orders. */
  private final Function<StopReason, Resumption> stop;

  private ControlledProcess process;
  private Steps steps;

  /** The latest page fault that went to the kernel. */
  private Exit.PageFault lastFault;

  private volatile boolean interruptWanted;

  DebuggedProcessor(
      Machine machine,
      Breakpoints breakpoints,
      Watchpoints watchpoints,
      Function<StopReason, Resumption> stop) {
    this.machine = machine;
    this.cpu = machine.cpu();
    this.breakpoints = breakpoints;
    this.watchpoints = watchpoints;
    this.stop = stop;
  }

  void attached(ControlledProcess controlled) {
    process = controlled;
    steps = new Steps(cpu, breakpoints);
  }

  @Override
  public Cpu cpu() {
    return cpu;
  }

  @Override
  public void answerInPlace(BriefCalls calls) {
    machine.answerInPlace(calls);
  }

  @Override
  public void requestStop() {
    machine.requestStop();
  }

  /** Stops the guest soon. From any thread. */
  void interrupt() {
    interruptWanted = true;
  }

  /** The guest stops, for whatever reason: who wanted it interrupted has what it wanted. */
  void stopping() {
    interruptWanted = false;
  }

  Exit.PageFault lastFault() {
    return lastFault;
  }

  @Override
  public Exit run() {
    final Task task = process.current();
    while (true) {
      if (interruptWanted && halt(new StopReason.Interrupted(task.id()))) {
        return Exit.Stopped.INSTANCE;
      }
      if (steps.arrived(task)) {
        if (halt(new StopReason.StepDone(task.id()))) {
          return Exit.Stopped.INSTANCE;
        }
        continue;
      }
      final boolean step = steps.stepsNow(task);
      Exit exit = step ? machine.step() : machine.run();
      final Watchpoints.Hit access = watchpoints.takeHit();
      if (access != null) {
        final long rip = cpu.get(Register.RIP);
        exit = carryOut(exit);
        if (exit == Exit.Interrupt.SINGLE_STEP) {
          steps.executed();
          if (halt(watched(task, access, rip))) {
            return Exit.Stopped.INSTANCE;
          }
          continue;
        }
      }
      if (!passOn(task, exit)) {
        return exit;
      }
    }
  }

  /** The instruction that a watchpoint stopped is executed alone. */
  private Exit carryOut(Exit stopped) {
    breakpoints.ran(cpu.get(Register.RIP), stopped instanceof Exit.Stopped);
    watchpoints.pass(true);
    try {
      return machine.step();
    } finally {
      watchpoints.pass(false);
    }
  }

  private static StopReason watched(Task task, Watchpoints.Hit access, long rip) {
    return new StopReason.Watched(
        task.id(), access.watchpoint(), access.address(), access.size(), access.write(), rip);
  }

  /** Deals with what is the debugger's business. False if the exit is for the kernel. */
  private boolean passOn(Task task, Exit exit) {
    final boolean unfinished = exit instanceof Exit.PageFault || exit instanceof Exit.Stopped;
    breakpoints.ran(cpu.get(Register.RIP), unfinished);
    final Breakpoint hit = breakpoints.takeHit();
    if (hit != null) {
      if (steps.returned(hit)) {
        return true;
      }
      return !halt(new StopReason.BreakpointHit(task.id(), hit));
    }
    if (exit == Exit.Interrupt.SINGLE_STEP) {
      steps.executed();
      return true;
    }
    if (exit instanceof Exit.PageFault fault) {
      lastFault = fault;
    }
    return false;
  }

  /**
   * Stops the guest, and takes up the new orders.
   *
   * @return whether the kernel should look around: another thread is to run, or a signal waits
   */
  private boolean halt(StopReason reason) {
    return follow(stop.apply(reason));
  }

  /**
   * Takes up orders.
   *
   * @return as {@link #halt}
   */
  boolean follow(Resumption order) {
    breakpoints.install(machine);
    watchpoints.install(machine);
    final Task current = process.current();
    final Task stepped = steps.order(order, process);
    process.confine(stepped);
    final boolean lookAround = process.ending() || stepped != null && stepped != current;
    if (lookAround || order.signal() != Resumption.NO_SIGNAL) {
      process.wakeUp();
      return true;
    }
    return false;
  }

  /** The kernel passes a signal on without a stop: a step goes on when its handler has returned. */
  void signalPassed(Task task) {
    steps.handlerBegins(task);
    breakpoints.install(machine);
  }

  /** Between two threads. */
  void idle() {
    if (interruptWanted) {
      final Task task = process.current();
      final int id = task.ended() ? process.tasks().getFirst().id() : task.id();
      follow(stop.apply(new StopReason.Interrupted(id)));
    }
  }
}
