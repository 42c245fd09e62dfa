package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.signal.ProcessSignals;
import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.emulator.linux.thread.Scheduler;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * setitimer, getitimer and alarm. The virtual and the profiling timer both count guest run time.
 */
final class IntervalTimerCalls {

  private static final int REAL = 0;

  private static final class SignalTimer extends GuestTimer {
    private final ProcessSignals signals;
    private final int signal;

    SignalTimer(
        Clocks clocks,
        LongSupplier clock,
        LongConsumer deadlineSet,
        ProcessSignals signals,
        int signal) {
      super(clocks, clock, deadlineSet);
      this.signals = signals;
      this.signal = signal;
    }

    @Override
    void expired() {
      pause();
      final SignalInfo info = SignalInfo.kernel(signal);
      info.whenTaken(this::resume);
      signals.send(info);
    }
  }

  private final SignalTimer[] timers;

  IntervalTimerCalls(Clocks clocks, TimerQueue queue, ProcessSignals signals, Scheduler scheduler) {
    final LongConsumer deadlineSet = scheduler::deadlineSet;
    this.timers =
        new SignalTimer[] {
          new SignalTimer(clocks, clocks::monotonic, deadlineSet, signals, SignalNumber.SIGALRM),
          new SignalTimer(clocks, clocks::processCpu, deadlineSet, signals, SignalNumber.SIGVTALRM),
          new SignalTimer(clocks, clocks::processCpu, deadlineSet, signals, SignalNumber.SIGPROF),
        };
    for (SignalTimer timer : timers) {
      queue.add(timer);
    }
  }

  void register(SystemCallTable table) {
    table.add(36, "getitimer", this::get);
    table.add(37, "alarm", this::alarm);
    table.add(38, "setitimer", this::set);
  }

  private SignalTimer timer(SystemCallContext call) throws LinuxError {
    final int which = call.intArgument(0);
    if (which < 0 || which >= timers.length) {
      throw new LinuxError(Errno.EINVAL);
    }
    return timers[which];
  }

  private long get(SystemCallContext call) throws LinuxError {
    final SignalTimer timer = timer(call);
    write(call.memory(), call.argument(1), timer.interval(), timer.remaining());
    return 0;
  }

  private long set(SystemCallContext call) throws LinuxError {
    final UserMemory memory = call.memory();
    final long value = call.argument(1);
    long interval = 0;
    long first = 0;
    if (value != 0) {
      interval = Timespec.readTimeval(memory, value);
      first = Timespec.readTimeval(memory, value + Timespec.BYTES);
    }
    final SignalTimer timer = timer(call);
    final long oldInterval = timer.interval();
    final long oldRemaining = timer.remaining();
    arm(timer, first, interval);
    if (call.argument(2) != 0) {
      write(memory, call.argument(2), oldInterval, oldRemaining);
    }
    return 0;
  }

  /** Seconds are rounded as Linux rounds them: to the nearest, but never to none. */
  private long alarm(SystemCallContext call) {
    final SignalTimer timer = timers[REAL];
    final long remaining = timer.remaining();
    arm(timer, Integer.toUnsignedLong(call.intArgument(0)) * Timespec.SECOND, 0);
    final long seconds = (remaining + Timespec.SECOND / 2) / Timespec.SECOND;
    return remaining > 0 && seconds == 0 ? 1 : seconds;
  }

  private void arm(SignalTimer timer, long first, long interval) {
    final long now = timer.reading();
    final boolean disarmed = first == 0 || first >= Wait.FOREVER - now;
    timer.arm(disarmed ? Wait.FOREVER : now + first, disarmed ? 0 : interval);
  }

  private static void write(UserMemory memory, long address, long interval, long remaining) {
    Timespec.writeTimeval(memory, address, interval);
    // An armed timer never looks disarmed.
    final long shown = remaining == 0 ? 0 : Math.max(1000, remaining);
    Timespec.writeTimeval(memory, address + Timespec.BYTES, shown);
  }
}
