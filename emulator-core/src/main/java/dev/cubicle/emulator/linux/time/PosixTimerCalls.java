package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.signal.ProcessSignals;
import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.emulator.linux.thread.Scheduler;
import dev.cubicle.emulator.linux.thread.TaskList;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** timer_create and its kin (timer_create(2)). */
final class PosixTimerCalls {

  private static final int LIMIT = 1024;
  private static final int ABSOLUTE = 1;

  private static final int SIGEV_SIGNAL = 0;
  private static final int SIGEV_NONE = 1;
  private static final int SIGEV_THREAD = 2;
  private static final int SIGEV_THREAD_ID = 4;

  /** One timer. Its signal is queued at most once; what is missed meanwhile is the overrun. */
  private final class PosixTimer extends GuestTimer {
    private final int id;
    private final int notify;
    private final int signal;
    private final long value;
    private final Task target;
    private int overrun;

    PosixTimer(int id, LongSupplier clock, int notify, int signal, long value, Task target) {
      super(clocks, clock, scheduler::deadlineSet);
      this.id = id;
      this.notify = notify;
      this.signal = signal;
      this.value = value;
      this.target = target;
    }

    @Override
    void expired() {
      if (notify == SIGEV_NONE) {
        resume();
        return;
      }
      pause();
      final SignalInfo info = SignalInfo.timer(signal, id, value);
      info.whenTaken(() -> taken(info));
      if (target == null) {
        signals.send(info);
      } else if (!target.ended()) {
        signals.sendTo(target, info);
      }
    }

    private void taken(SignalInfo info) {
      overrun = (int) Math.min(Integer.MAX_VALUE, resume());
      info.setOverrun(overrun);
    }
  }

  private final Clocks clocks;
  private final ClockId ids;
  private final TimerQueue queue;
  private final ProcessSignals signals;
  private final Scheduler scheduler;
  private final TaskList tasks;
  private final Map<Integer, PosixTimer> timers = new HashMap<>();
  private int nextId;

  PosixTimerCalls(
      Clocks clocks,
      ClockId ids,
      TimerQueue queue,
      ProcessSignals signals,
      Scheduler scheduler,
      TaskList tasks) {
    this.clocks = clocks;
    this.ids = ids;
    this.queue = queue;
    this.signals = signals;
    this.scheduler = scheduler;
    this.tasks = tasks;
  }

  void register(SystemCallTable table) {
    table.add(222, "timer_create", this::create);
    table.add(223, "timer_settime", this::setTime);
    table.add(224, "timer_gettime", this::getTime);
    table.add(225, "timer_getoverrun", call -> timer(call).overrun);
    table.add(226, "timer_delete", this::delete);
  }

  private PosixTimer timer(SystemCallContext call) throws LinuxError {
    final PosixTimer timer = timers.get(call.intArgument(0));
    if (timer == null) {
      throw new LinuxError(Errno.EINVAL);
    }
    return timer;
  }

  private long create(SystemCallContext call) throws LinuxError {
    final UserMemory memory = call.memory();
    final int clock = call.intArgument(0);
    final long event = call.argument(1);
    ids.read(clock);
    if (timers.size() >= LIMIT) {
      throw new LinuxError(Errno.EAGAIN);
    }
    final int id = nextId;
    int notify = SIGEV_SIGNAL;
    int signal = SignalNumber.SIGALRM;
    long value = id;
    Task target = null;
    if (event != 0) {
      value = memory.readLong(event);
      signal = memory.readInt(event + 8);
      notify = memory.readInt(event + 12);
      target = (notify & SIGEV_THREAD_ID) == 0 ? null : tasks.find(memory.readInt(event + 16));
    }
    check(notify, signal, target);
    memory.writeInt(call.argument(2), id);
    nextId++;
    final PosixTimer timer = new PosixTimer(id, clockReader(clock), notify, signal, value, target);
    timers.put(id, timer);
    queue.add(timer);
    return 0;
  }

  private static void check(int notify, int signal, Task target) throws LinuxError {
    final boolean known =
        switch (notify) {
          case SIGEV_NONE -> true;
          case SIGEV_SIGNAL, SIGEV_THREAD -> SignalNumber.valid(signal);
          case SIGEV_THREAD_ID -> SignalNumber.valid(signal) && target != null;
          default -> false;
        };
    if (!known) {
      throw new LinuxError(Errno.EINVAL);
    }
  }

  /** A thread's CPU clock is that of the thread which creates the timer. */
  private LongSupplier clockReader(int clock) {
    if (ClockId.isRealtime(clock)) {
      return clocks::realtime;
    }
    if (clock == ClockId.THREAD_CPUTIME) {
      return scheduler.task()::cpuNanos;
    }
    return ClockId.isCpuTime(clock) ? clocks::processCpu : clocks::monotonic;
  }

  private long setTime(SystemCallContext call) throws LinuxError {
    final UserMemory memory = call.memory();
    final long interval = Timespec.read(memory, call.argument(2));
    final long first = Timespec.read(memory, call.argument(2) + Timespec.BYTES);
    final PosixTimer timer = timer(call);
    final long oldInterval = timer.interval();
    final long oldRemaining = timer.remaining();
    final boolean absolute = (call.intArgument(1) & ABSOLUTE) != 0;
    final long start = absolute ? 0 : timer.reading();
    timer.overrun = 0;
    if (first == 0 || first >= Wait.FOREVER - start) {
      timer.arm(Wait.FOREVER, 0);
    } else {
      timer.arm(start + first, interval);
    }
    if (call.argument(3) != 0) {
      write(memory, call.argument(3), oldInterval, oldRemaining);
    }
    return 0;
  }

  private long getTime(SystemCallContext call) throws LinuxError {
    final PosixTimer timer = timer(call);
    write(call.memory(), call.argument(1), timer.interval(), timer.remaining());
    return 0;
  }

  private long delete(SystemCallContext call) throws LinuxError {
    final PosixTimer timer = timer(call);
    timers.remove(timer.id);
    queue.remove(timer);
    return 0;
  }

  private static void write(UserMemory memory, long address, long interval, long remaining) {
    Timespec.write(memory, address, interval);
    Timespec.write(memory, address + Timespec.BYTES, remaining);
  }
}
