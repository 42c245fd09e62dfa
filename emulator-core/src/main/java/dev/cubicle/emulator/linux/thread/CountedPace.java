package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.time.CountedTime;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Time is counted: what comes due does so at a system call or a fault, at the same one in every
 * run. Two things it leaves to the host's time, for the guest would stand still otherwise: one that
 * computes for long without a call, perhaps until a signal comes, and one that waits for input that
 * does not come.
 */
final class CountedPace implements Pace {

  /** Nanoseconds of the host between two looks whether guest time goes on. */
  private static final long PATIENCE = 500_000_000;

  private final Attention attention;
  private final CountedTime time;
  private final BooleanSupplier inputAwaited;
  private volatile long alarm = Wait.FOREVER;
  private volatile boolean stuck;
  private volatile boolean closed;
  private volatile boolean held;
  private Thread watcher;

  /**
   * @param inputAwaited whether a thread waits for input that the host has not given yet
   */
  CountedPace(Attention attention, CountedTime time, BooleanSupplier inputAwaited) {
    this.attention = attention;
    this.time = time;
    this.inputAwaited = inputAwaited;
  }

  @Override
  public void ringBy(long deadline) {
    if (deadline < alarm) {
      alarm = deadline;
      if (watcher == null) {
        watcher = Thread.ofPlatform().daemon().name("guest-pace").start(this::watch);
      }
    }
  }

  @Override
  public boolean due() {
    return time.now() >= alarm;
  }

  @Override
  public void notice() {
    final long wanted = alarm;
    if (stuck) {
      stuck = false;
      if (wanted != Wait.FOREVER) {
        time.skipTo(wanted);
      }
    }
    if (due()) {
      alarm = Wait.FOREVER;
    }
  }

  @Override
  public void sleepUntil(long deadline) {
    ringBy(deadline);
    if (deadline == Wait.FOREVER || inputAwaited.getAsBoolean()) {
      attention.sleepUntil(Wait.FOREVER);
    } else if (!attention.wanted()) {
      time.skipTo(deadline);
    }
  }

  private void watch() {
    long before = -1;
    while (!closed) {
      LockSupport.parkNanos(PATIENCE);
      final long now = time.now();
      if (held) {
        before = -1;
      } else if (now == before && alarm != Wait.FOREVER && !closed) {
        stuck = true;
        attention.call();
        // Twice as long before it is called stuck again: what follows begins now.
        before = -1;
      } else {
        before = now;
      }
    }
  }

  @Override
  public void hold(boolean guestHeld) {
    held = guestHeld;
  }

  @Override
  public void close() {
    closed = true;
    if (watcher != null) {
      LockSupport.unpark(watcher);
    }
  }
}
