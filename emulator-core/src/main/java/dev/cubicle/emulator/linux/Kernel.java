package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.call.SystemCallDispatcher;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.UnimplementedCalls;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.elf.ProcessImage;
import dev.cubicle.emulator.linux.info.InfoCalls;
import dev.cubicle.emulator.linux.info.ResourceLimits;
import dev.cubicle.emulator.linux.seccomp.CallGuard;
import dev.cubicle.emulator.linux.seccomp.CallRestrictions;
import dev.cubicle.emulator.linux.seccomp.SeccompCalls;
import dev.cubicle.emulator.linux.signal.ProcessSignals;
import dev.cubicle.emulator.linux.signal.SignalCalls;
import dev.cubicle.emulator.linux.signal.SignalDelivery;
import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.linux.signal.ThreadSignals;
import dev.cubicle.emulator.linux.thread.AlarmClock;
import dev.cubicle.emulator.linux.thread.Attention;
import dev.cubicle.emulator.linux.thread.FutexCalls;
import dev.cubicle.emulator.linux.thread.Futexes;
import dev.cubicle.emulator.linux.thread.Scheduler;
import dev.cubicle.emulator.linux.thread.SchedulerCalls;
import dev.cubicle.emulator.linux.thread.TaskList;
import dev.cubicle.emulator.linux.thread.ThreadCalls;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.linux.time.TimeCalls;
import dev.cubicle.emulator.linux.time.TimerQueue;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.memory.AddressSpace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The kernel of one process: threads, signals, time, and a table of system calls to which files and
 * memory are added. Not re-usable: one kernel, one run.
 */
public final class Kernel {

  private final KernelParts parts;
  private final Clocks clocks;
  private final SystemCallTable calls = new SystemCallTable();
  private final ProcessSignals signals = new ProcessSignals();
  private final ResourceLimits limits = new ResourceLimits();
  private final TaskList tasks = new TaskList();
  private final TimerQueue timers = new TimerQueue();
  private Task first;
  private final LastFault lastFault = new LastFault();
  private final Attention attention;
  private final Scheduler scheduler;
  private final Outcome outcome;
  private final SignalDelivery delivery;
  private final UnimplementedCalls unimplemented;
  private final CallGuard guard;

  public Kernel(KernelParts parts) {
    this.parts = parts;
    this.clocks = parts.clocks();
    final Cpu cpu = parts.processor().cpu();
    outcome = new Outcome(cpu, parts.space(), lastFault);
    attention = new Attention(parts.processor(), outcome::interrupt);
    scheduler = new Scheduler(cpu, tasks, signals, timers, clocks, attention, parts.inputAwaited());
    delivery =
        new SignalDelivery(
            cpu, parts.memory(), parts.frameMemory(), signals, outcome, parts.listeners());
    unimplemented = new UnimplementedCalls(parts.diagnostics());
    parts.control().ifPresent(control -> delivery.filter(control::signal));
    guard = new CallGuard(cpu, signals, executioner(registerCalls(cpu)));
  }

  private ThreadCalls registerCalls(Cpu cpu) {
    final Identity identity = parts.identity();
    final int processId = identity.processId();
    final Futexes futexes = new Futexes();
    SignalCalls.register(calls, scheduler, tasks, signals, delivery, identity, clocks, cpu);
    final ThreadCalls threads =
        new ThreadCalls(
            cpu,
            scheduler,
            tasks,
            futexes,
            parts.memory(),
            outcome,
            unimplemented,
            parts.listeners(),
            processId);
    threads.register(calls);
    final SeccompCalls seccomp = new SeccompCalls(scheduler, tasks, identity);
    seccomp.register(calls);
    new FutexCalls(scheduler, tasks, futexes, clocks).register(calls);
    new SchedulerCalls(scheduler, tasks).register(calls);
    TimeCalls.register(calls, clocks, timers, signals, scheduler, tasks, processId);
    InfoCalls.register(
        calls,
        identity,
        scheduler,
        seccomp,
        cpu,
        clocks,
        parts.random(),
        parts.memorySize(),
        parts.release(),
        limits);
    return threads;
  }

  private CallGuard.Executioner executioner(ThreadCalls threads) {
    return new CallGuard.Executioner() {
      @Override
      public void killThread(SignalInfo info) {
        threads.kill(info);
      }

      @Override
      public void killProcess(Task task, SignalInfo info) {
        outcome.killed(task, info, false);
      }
    };
  }

  /** The system calls; more may be added before {@link #run}. */
  public SystemCallTable calls() {
    return calls;
  }

  /** The process's resource limits. */
  public ResourceLimits limits() {
    return limits;
  }

  /** Now, on the time line of all deadlines. */
  public long now() {
    return clocks.now();
  }

  /** How many threads live. */
  public int threads() {
    return tasks.all().size();
  }

  /** The first thread's system-call filters; none before the process runs. */
  public CallRestrictions restrictions() {
    return first == null ? new CallRestrictions() : first.restrictions();
  }

  /** What who controls the process from outside can do with it. */
  ControlledProcess controlled(ProcessImage image, String executable) {
    return new ControlledProcess() {
      @Override
      public ProcessImage image() {
        return image;
      }

      @Override
      public String executable() {
        return executable;
      }

      @Override
      public AddressSpace space() {
        return parts.space();
      }

      @Override
      public List<Task> tasks() {
        return tasks.all();
      }

      @Override
      public Task current() {
        return scheduler.task();
      }

      @Override
      public void confine(Task task) {
        scheduler.confine(task);
      }

      @Override
      public void send(Task task, SignalInfo info) {
        signals.sendTo(task, info);
      }

      @Override
      public void hold(boolean held) {
        scheduler.hold(held);
      }

      @Override
      public void wakeUp() {
        attention.call();
      }

      @Override
      public void interrupt() {
        Kernel.this.interrupt();
      }

      @Override
      public boolean ending() {
        return outcome.ended();
      }
    };
  }

  /** The thread that makes the system call in progress. */
  public Task currentTask() {
    return scheduler.task();
  }

  /** Sends the calling thread a signal as the kernel itself does: SIGPIPE, SIGXFSZ. */
  public void raise(int signal) {
    signals.sendTo(scheduler.task(), SignalInfo.kernel(signal));
  }

  /**
   * Has the kernel look around soon: whether something has become ready that a thread waits for.
   * From any thread.
   */
  public void wakeUp() {
    attention.call();
  }

  /** Ends the process as soon as possible, even while it sleeps. From any thread. */
  public void interrupt() {
    outcome.interrupt();
    attention.call();
  }

  private void timeIsUp() {
    outcome.timedOut();
    attention.call();
  }

  /**
   * Runs the process from the processor's present state to its end.
   *
   * @param name the first thread's name
   */
  public Termination run(String name, Optional<Duration> timeLimit) {
    first =
        new Task(
            parts.identity().processId(),
            parts.processor().cpu().newContext(parts.identity().processId()),
            new ThreadSignals(),
            new TaskName(name),
            new CallRestrictions());
    signals.setLeader(first);
    scheduler.start(first);
    for (EventListener listener : parts.listeners()) {
      listener.on(new Event.TaskStarted(first.id()));
    }
    final SystemCallDispatcher dispatcher =
        new SystemCallDispatcher(
            parts.processor().cpu(),
            parts.memory(),
            calls,
            unimplemented,
            guard,
            parts.listeners());
    if (parts.listeners().isEmpty()) {
      parts
          .processor()
          .answerInPlace(new BriefSystemCalls(parts.memory(), calls, scheduler, signals, clocks));
    }
    try (scheduler;
        AlarmClock limitAlarm = new AlarmClock(this::timeIsUp)) {
      timeLimit.ifPresent(limit -> limit(limitAlarm, limit));
      new RunLoop(parts, scheduler, dispatcher, signals, delivery, lastFault, outcome).run();
    }
    return outcome.termination();
  }

  /** By the host's clock, whatever time it is for the guest. */
  private void limit(AlarmClock alarm, Duration limit) {
    final long now = System.nanoTime();
    final long nanos = limit.toNanos();
    if (nanos < Wait.FOREVER - Math.max(now, 0)) {
      alarm.ringBy(now + nanos);
    }
  }
}
