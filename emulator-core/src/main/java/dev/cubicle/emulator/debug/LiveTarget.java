package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.linux.ControlledProcess;
import dev.cubicle.emulator.linux.RunControl;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.elf.ProcessImage;
import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.Processor;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.emulator.memory.ResidentMemory;
import java.util.List;
import java.util.function.Consumer;

/**
 * A guest that runs, under a debugger. Given to {@link
 * dev.cubicle.emulator.linux.ProcessOptions.Builder#control} it holds the process before its first
 * instruction until a debugger lets it go.
 */
public final class LiveTarget implements DebugTarget, RunControl {
  private static final int SEGV_PKUERR = 4;

  private final Rendezvous rendezvous = new Rendezvous();
  private final Breakpoints breakpoints = new Breakpoints();
  private final Watchpoints watchpoints = new Watchpoints();
  private Machine machine;
  private DebuggedProcessor processor;
  private ControlledProcess process;
  private DebuggedMemory memory;
  private PeekableMemory resident;
  private ProcessImage image;
  private String executable = "";
  private byte[] auxiliaryVector = {};
  private StopRules rules = StopRules.DEFAULT;
  private boolean started;

  /** A signal that the debugger sent, and need not be asked about. */
  private SignalInfo sent;

  // The kernel's side, on the thread that runs the guest.

  @Override
  public Processor processor(Machine wrapped) {
    machine = wrapped;
    processor = new DebuggedProcessor(wrapped, breakpoints, watchpoints, this::halt);
    return processor;
  }

  @Override
  public void attached(ControlledProcess controlled) {
    process = controlled;
    processor.attached(controlled);
    memory = new DebuggedMemory(controlled.space());
    resident = new ResidentMemory(controlled.space(), controlled.space().memory());
    image = controlled.image();
    executable = controlled.executable();
  }

  private Resumption halt(StopReason reason) {
    processor.stopping();
    process.hold(true);
    final Resumption order = rendezvous.await(reason, process::ending);
    process.hold(false);
    return order;
  }

  @Override
  public SignalInfo signal(Task task, SignalInfo info, boolean caught) {
    final boolean expected = info == sent;
    sent = null;
    if (expected || rendezvous.isDetached() || process.ending()) {
      return info;
    }
    final boolean keyFault = info.signal() == SignalNumber.SIGSEGV && info.code() == SEGV_PKUERR;
    final boolean stops =
        keyFault && caught
            ? rules.keyFaults()
            : !caught || !rules.passedSignals().contains(info.signal());
    if (!stops) {
      processor.signalPassed(task);
      return info;
    }
    final StopReason reason = reason(task, info, caught, keyFault);
    final Resumption order = halt(reason);
    processor.follow(order);
    if (order.signal() == info.signal() || rendezvous.isDetached() || process.ending()) {
      return info;
    }
    return order.signal() == Resumption.NO_SIGNAL ? null : SignalInfo.kernel(order.signal());
  }

  private StopReason reason(Task task, SignalInfo info, boolean caught, boolean keyFault) {
    final Exit.PageFault fault = processor.lastFault();
    if (keyFault && fault != null && fault.address() == info.address()) {
      return new StopReason.KeyFault(
          task.id(), info.address(), fault.access(), info.key(), fault.errorCode());
    }
    return new StopReason.Signalled(
        task.id(), info.signal(), info.code(), info.isFault() ? info.address() : 0, caught);
  }

  @Override
  public void idle() {
    if (!started) {
      started = true;
      auxiliaryVector = AuxiliaryVector.read(memory::read, process.image().stackPointer());
      processor.follow(halt(new StopReason.Started(process.current().id())));
    }
    processor.idle();
  }

  @Override
  public void ended(Termination termination) {
    synchronized (this) {
      process = null;
    }
    rendezvous.end(new StopReason.Ended(termination));
  }

  // The debugger's side.

  @Override
  public StopReason stopReason() {
    return rendezvous.stop();
  }

  @Override
  public StopReason resume(Resumption how) {
    synchronized (this) {
      if (held()) {
        checkThread(how);
        inject(how.signal());
      }
    }
    return rendezvous.resume(how);
  }

  private void checkThread(Resumption how) {
    switch (how) {
      case Resumption.Continue _ -> {}
      case Resumption.Step step -> task(step.thread());
      case Resumption.StepRange range -> task(range.thread());
    }
  }

  /** A signal other than the one that the guest is stopped at is sent. */
  private void inject(int signal) {
    final StopReason at = rendezvous.stop();
    final boolean stoppedAtSignal =
        at instanceof StopReason.Signalled || at instanceof StopReason.KeyFault;
    if (signal != Resumption.NO_SIGNAL && !stoppedAtSignal) {
      sent = SignalInfo.kernel(signal);
      process.send(process.current(), sent);
    }
  }

  @Override
  public void interrupt() {
    final ControlledProcess running = process;
    if (running != null) {
      processor.interrupt();
      running.wakeUp();
    }
  }

  private boolean held() {
    return process != null && rendezvous.held();
  }

  @Override
  public synchronized List<GuestThread> threads() {
    return held()
        ? process.tasks().stream()
            .map(task -> new GuestThread(task.id(), task.name().toString()))
            .toList()
        : List.of();
  }

  private Task task(int id) {
    if (held()) {
      for (Task task : process.tasks()) {
        if (task.id() == id) {
          return task;
        }
      }
    }
    throw new IllegalArgumentException("there is no thread " + id);
  }

  @Override
  public synchronized ThreadRegisters registers(int thread) {
    final ThreadRegisters[] copy = new ThreadRegisters[1];
    with(task(thread), false, cpu -> copy[0] = ThreadRegisters.of(cpu));
    return copy[0];
  }

  @Override
  public synchronized void setRegisters(int thread, ThreadRegisters registers) {
    with(task(thread), true, registers::load);
  }

  /** Does something while the processor holds a thread's registers. */
  private void with(Task task, boolean change, Consumer<Cpu> action) {
    final Cpu cpu = machine.cpu();
    final Task current = process.current();
    if (task == current) {
      action.accept(cpu);
      return;
    }
    if (!current.ended()) {
      cpu.save(current.context());
    }
    cpu.load(task.context());
    action.accept(cpu);
    if (change) {
      cpu.save(task.context());
    }
    if (!current.ended()) {
      cpu.load(current.context());
    }
  }

  @Override
  public synchronized byte[] read(long address, int length, MemoryRights rights, int thread) {
    if (!held()) {
      return new byte[0];
    }
    return rights == MemoryRights.PRIVILEGED
        ? memory.read(address, length)
        : memory.read(address, length, registers(thread).pkru());
  }

  @Override
  public synchronized int write(long address, byte[] bytes, MemoryRights rights, int thread) {
    if (!held()) {
      return 0;
    }
    return rights == MemoryRights.PRIVILEGED
        ? memory.write(address, bytes)
        : memory.write(address, bytes, registers(thread).pkru());
  }

  @Override
  public PeekableMemory memory() {
    return resident;
  }

  @Override
  public synchronized List<Mapping> mappings() {
    return held() ? List.copyOf(process.space().mappings()) : List.of();
  }

  @Override
  public ProcessImage image() {
    return image;
  }

  @Override
  public String executable() {
    return executable;
  }

  @Override
  public byte[] auxiliaryVector() {
    return auxiliaryVector.clone();
  }

  @Override
  public synchronized void add(Breakpoint breakpoint) {
    breakpoints.add(breakpoint);
  }

  @Override
  public synchronized void remove(Breakpoint breakpoint) {
    breakpoints.remove(breakpoint);
  }

  @Override
  public synchronized boolean add(Watchpoint watchpoint) {
    return watchpoints.add(watchpoint);
  }

  @Override
  public synchronized void remove(Watchpoint watchpoint) {
    watchpoints.remove(watchpoint);
  }

  @Override
  public synchronized StopRules stopRules() {
    return rules;
  }

  @Override
  public synchronized void setStopRules(StopRules stopRules) {
    rules = stopRules;
  }

  @Override
  public synchronized void detach() {
    breakpoints.clear();
    watchpoints.clear();
    rendezvous.detach();
  }

  @Override
  public void kill() {
    final ControlledProcess running = process;
    if (running != null) {
      running.interrupt();
    }
  }
}
