package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.signal.ProcessSignals;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.linux.time.TimerQueue;
import dev.cubicle.emulator.machine.Cpu;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Shares the one processor among threads: round robin, with time slices only while somebody else
 * could run. When nobody can, the host thread sleeps until the earliest deadline or until {@link
 * Attention} is called; a deadlock sleeps for ever, as on Linux.
 */
public final class Scheduler implements CurrentTask, AutoCloseable {

  /** Nanoseconds a thread runs while others wait for the processor. */
  static final long SLICE = 10_000_000;

  private final Cpu cpu;
  private final TaskList tasks;
  private final ProcessSignals signals;
  private final TimerQueue timers;
  private final Clocks clocks;
  private final Attention attention;
  private final Pace pace;
  private Task current;
  private int turn;
  private long sliceEnd = Wait.FOREVER;
  private boolean yielded;
  private Task confined;

  /**
   * @param inputAwaited whether a thread waits for input that the host has not given yet
   */
  public Scheduler(
      Cpu cpu,
      TaskList tasks,
      ProcessSignals signals,
      TimerQueue timers,
      Clocks clocks,
      Attention attention,
      BooleanSupplier inputAwaited) {
    this.cpu = cpu;
    this.tasks = tasks;
    this.signals = signals;
    this.timers = timers;
    this.clocks = clocks;
    this.attention = attention;
    this.pace =
        clocks
            .counted()
            .<Pace>map(time -> new CountedPace(attention, time, inputAwaited))
            .orElseGet(() -> new HostPace(attention));
  }

  /** Makes the thread whose state the processor holds the first one. */
  public void start(Task first) {
    tasks.add(first);
    current = first;
  }

  @Override
  public Task task() {
    return current;
  }

  /** Adds a thread; its {@link Task#context} holds its registers. */
  void add(Task task) {
    tasks.add(task);
  }

  /** Takes the current thread out for good. */
  void endCurrent() {
    current.end();
    final int index = tasks.all().indexOf(current);
    tasks.remove(current);
    // So that the search for the next thread begins with the one that took this one's place.
    if (index <= turn) {
      turn--;
    }
    current.context().close();
  }

  /** Lets no other thread run while this one can; null lifts that. */
  public void confine(Task task) {
    confined = task;
  }

  /** Whether the guest is held from outside: what time passes is not its doing. */
  public void hold(boolean held) {
    pace.hold(held);
  }

  /** Lets every other runnable thread go first. */
  void yield() {
    yielded = true;
  }

  /** Whether the current thread may go on running guest code without a look around. */
  public boolean mayContinue() {
    return !attention.wanted()
        && !pace.due()
        && !yielded
        && current.sleepingOn() == null
        && !current.ended();
  }

  /**
   * To be called when a system call may have woken somebody: starts the time slice of the current
   * thread.
   */
  public void afterSystemCall() {
    if (tasks.all().size() > 1 && sliceEnd == Wait.FOREVER && othersCanRun()) {
      startSlice(clocks.now());
    }
  }

  /**
   * Chooses the next thread and loads its registers; sleeps while there is none.
   *
   * @param over asked after every sleep and after timers have expired
   * @return null when {@code over} says that the process is over
   */
  public Task next(BooleanSupplier over) {
    while (!over.getAsBoolean()) {
      attention.notice();
      pace.notice();
      final long now = clocks.now();
      timers.expire(now);
      if (over.getAsBoolean()) {
        break;
      }
      final Task task = choose(now);
      if (task != null) {
        switchTo(task, now);
        return task;
      }
      pace.sleepUntil(earliestDeadline());
    }
    return null;
  }

  private Task choose(long now) {
    final List<Task> all = tasks.all();
    if (confined != null && !confined.ended() && canRun(confined, now)) {
      yielded = false;
      turn = all.indexOf(confined);
      return confined;
    }
    final boolean keep = !yielded && now < sliceEnd && all.size() > 1;
    yielded = false;
    if (keep && !current.ended() && canRun(current, now)) {
      return current;
    }
    for (int i = 1; i <= all.size(); i++) {
      final int index = (turn + i) % all.size();
      if (canRun(all.get(index), now)) {
        turn = index;
        return all.get(index);
      }
    }
    return null;
  }

  private void switchTo(Task task, long now) {
    if (task != current) {
      if (!current.ended()) {
        cpu.save(current.context());
      }
      cpu.load(task.context());
      current = task;
      sliceEnd = Wait.FOREVER;
    } else if (now >= sliceEnd) {
      sliceEnd = Wait.FOREVER;
    }
    if (sliceEnd == Wait.FOREVER && othersCanRun()) {
      startSlice(now);
    }
    pace.ringBy(Math.min(sliceEnd, earliestDeadline()));
  }

  private void startSlice(long now) {
    sliceEnd = now + SLICE;
    pace.ringBy(sliceEnd);
  }

  /** To be called when a deadline was set outside {@link #next}: it may be the earliest. */
  public void deadlineSet(long deadline) {
    pace.ringBy(deadline);
  }

  private boolean othersCanRun() {
    final List<Task> all = tasks.all();
    for (int i = 0; i < all.size(); i++) {
      final Task task = all.get(i);
      if (task != current && canRun(task, Long.MIN_VALUE)) {
        return true;
      }
    }
    return false;
  }

  private boolean canRun(Task task, long now) {
    final Wait wait = task.sleepingOn();
    return wait == null
        || wait.ready()
        || now >= wait.deadline()
        || signals.deliverableTo(task) != 0;
  }

  private long earliestDeadline() {
    long earliest = timers.earliest();
    final List<Task> all = tasks.all();
    for (int i = 0; i < all.size(); i++) {
      final Wait wait = all.get(i).sleepingOn();
      if (wait != null) {
        earliest = Math.min(earliest, wait.deadline());
      }
    }
    return earliest;
  }

  /** Ends the threads that call at deadlines. */
  @Override
  public void close() {
    pace.close();
  }
}
