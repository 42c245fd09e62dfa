package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.call.SystemCallDispatcher;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.signal.FaultSignals;
import dev.cubicle.emulator.linux.signal.ProcessSignals;
import dev.cubicle.emulator.linux.signal.SignalDelivery;
import dev.cubicle.emulator.linux.thread.Scheduler;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Processor;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.Resolution;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The kernel's main loop: choose a thread, run it until it needs the kernel, do what it needs.
 * Signals are acted on before guest code goes on.
 */
final class RunLoop {

  private final Processor processor;
  private final Cpu cpu;
  private final AddressSpace space;
  private final Scheduler scheduler;
  private final SystemCallDispatcher dispatcher;
  private final ProcessSignals signals;
  private final SignalDelivery delivery;
  private final FaultSignals faults;
  private final LastFault lastFault;
  private final Clocks clocks;
  private final ProcessEnd end;
  private final List<EventListener> listeners;
  private final Optional<RunControl> control;

  RunLoop(
      KernelParts parts,
      Scheduler scheduler,
      SystemCallDispatcher dispatcher,
      ProcessSignals signals,
      SignalDelivery delivery,
      LastFault lastFault,
      ProcessEnd end) {
    this.processor = parts.processor();
    this.cpu = processor.cpu();
    this.space = parts.space();
    this.scheduler = scheduler;
    this.dispatcher = dispatcher;
    this.signals = signals;
    this.delivery = delivery;
    this.faults = new FaultSignals(cpu, signals);
    this.lastFault = lastFault;
    this.clocks = parts.clocks();
    this.end = end;
    this.listeners = parts.listeners();
    this.control = parts.control();
  }

  /** Runs until the process is over. */
  void run() {
    final BooleanSupplier over = over();
    for (Task task = scheduler.next(over); task != null; task = scheduler.next(over)) {
      final Wait wait = task.sleepingOn();
      if (wait == null || wake(task, wait)) {
        runThread(task);
      }
    }
  }

  private BooleanSupplier over() {
    if (control.isEmpty()) {
      return end::ended;
    }
    final RunControl holder = control.get();
    return () -> {
      if (!end.ended()) {
        holder.idle();
      }
      return end.ended();
    };
  }

  /** Whether the thread's call came to an end, one way or another. */
  private boolean wake(Task task, Wait wait) {
    if (wait.ready() || clocks.reached(wait.deadline())) {
      dispatcher.resume(task, wait);
      return task.sleepingOn() == null;
    }
    return delivery.interrupt(task, wait);
  }

  private void runThread(Task task) {
    while (scheduler.mayContinue() && !end.ended()) {
      if (signals.deliverableTo(task) != 0) {
        delivery.deliverAll(task);
        if (end.ended()) {
          return;
        }
        lastFault.forget();
      }
      final long before = clocks.now();
      final Exit exit = processor.run();
      // When the machine was stopped from outside, that was not the guest's doing.
      if (!(exit instanceof Exit.Stopped)) {
        clocks.callMade();
      }
      final long nanos = clocks.now() - before;
      task.addCpuNanos(nanos);
      clocks.addProcessCpu(nanos);
      if (exit instanceof Exit.SystemCall) {
        dispatcher.call(task);
        scheduler.afterSystemCall();
      } else {
        handle(task, exit);
      }
    }
  }

  private void handle(Task task, Exit exit) {
    switch (exit) {
      case Exit.PageFault fault -> pageFault(task, fault);
      case Exit.Interrupt interrupt -> {
        lastFault.remember(task, exit);
        faults.interrupt(task, interrupt);
      }
      case Exit.InvalidInstruction _ -> {
        lastFault.remember(task, exit);
        faults.invalidInstruction(task);
      }
      case Exit.SystemCall _ -> dispatcher.call(task);
      case Exit.Stopped _ -> {}
    }
  }

  private void pageFault(Task task, Exit.PageFault fault) {
    final Resolution resolution = space.resolve(fault.address(), fault.access(), cpu.pkru());
    switch (resolution) {
      case PAGED_IN -> {}
      case OUT_OF_MEMORY -> end.outOfMemory();
      default -> {
        lastFault.remember(task, fault);
        final int key = space.find(fault.address()).map(Mapping::key).orElse(0);
        faults.pageFault(task, fault, resolution, key);
        if (!listeners.isEmpty()) {
          tell(task, fault);
        }
      }
    }
  }

  private void tell(Task task, Exit.PageFault fault) {
    final Event event =
        new Event.PageFaulted(
            task.id(),
            cpu.get(Register.RIP),
            fault.address(),
            fault.access(),
            fault.errorCode(),
            fault.key());
    for (EventListener listener : listeners) {
      listener.on(event);
    }
  }
}
