package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.call.Wait;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A timer with an interval, on a clock that may stand still (CPU time) while deadlines go on. What
 * happens on expiry is a subclass's.
 */
abstract class GuestTimer implements TimerQueue.Timer {

  /**
   * Nanoseconds between two looks at one timer: an interval of 1 ns must not keep the host busy,
   * nor a CPU-time timer of an idle process.
   */
  private static final long SHORTEST_PERIOD = 100_000;

  private final Clocks clocks;
  private final LongSupplier clock;
  private final LongConsumer deadlineSet;
  private long expiry = Wait.FOREVER;
  private long interval;
  private long deadline = Wait.FOREVER;
  private boolean paused;

  /**
   * @param clock the timer's clock in nanoseconds; never runs faster than {@code clocks}
   * @param deadlineSet told of every new deadline, so that a running thread is stopped then
   */
  GuestTimer(Clocks clocks, LongSupplier clock, LongConsumer deadlineSet) {
    this.clocks = clocks;
    this.clock = clock;
    this.deadlineSet = deadlineSet;
  }

  /**
   * Happens once per expiry or, when late, once for several. May {@link #pause} the timer until
   * somebody took notice.
   */
  abstract void expired();

  /**
   * Arms the timer.
   *
   * @param at what the timer's clock reads then; {@link Wait#FOREVER} disarms
   * @param every interval in nanoseconds; 0 for once
   */
  final void arm(long at, long every) {
    expiry = at;
    interval = every;
    paused = false;
    schedule(0);
  }

  private void schedule(long soonest) {
    deadline =
        paused || expiry == Wait.FOREVER
            ? Wait.FOREVER
            : clocks.deadlineIn(Math.max(soonest, expiry - clock.getAsLong()));
    deadlineSet.accept(deadline);
  }

  final long interval() {
    return interval;
  }

  /** Nanoseconds to the next expiry; 0 when disarmed. An armed timer never reads 0. */
  final long remaining() {
    return expiry == Wait.FOREVER ? 0 : Math.max(1, expiry - clock.getAsLong());
  }

  final long reading() {
    return clock.getAsLong();
  }

  @Override
  public final long deadline() {
    return deadline;
  }

  @Override
  public final void expire() {
    if (clock.getAsLong() >= expiry) {
      expiry = interval == 0 || expiry > Wait.FOREVER - interval ? Wait.FOREVER : expiry + interval;
      expired();
    }
    schedule(SHORTEST_PERIOD);
  }

  /** Does not expire again before {@link #resume}. */
  final void pause() {
    paused = true;
  }

  /**
   * Goes on with the first expiry that is still to come.
   *
   * @return how many were missed
   */
  final long resume() {
    paused = false;
    long missed = 0;
    final long late = clock.getAsLong() - expiry;
    if (expiry != Wait.FOREVER && interval != 0 && late >= 0) {
      missed = late / interval + 1;
      expiry += missed * interval;
    }
    schedule(SHORTEST_PERIOD);
    return missed;
  }
}
