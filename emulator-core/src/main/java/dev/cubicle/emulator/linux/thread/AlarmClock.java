package dev.cubicle.emulator.linux.thread;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls somebody when a moment has come. Its thread starts with the first alarm, so that a program
 * without threads and timers costs none.
 */
public final class AlarmClock implements AutoCloseable {

  private static final long NEVER = Long.MAX_VALUE;

  private final Runnable bell;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile long alarm = NEVER;
  private Thread thread;
  private boolean closed;

  /** The bell rings on the alarm clock's own thread. */
  public AlarmClock(Runnable bell) {
    this.bell = bell;
  }

  /**
   * Rings at {@code nanoTime} ({@link System#nanoTime}). An earlier alarm stays and takes this
   * one's place: whoever hears the bell must ask for what is still to come.
   */
  public void ringBy(long nanoTime) {
    if (nanoTime >= alarm) {
      return;
    }
    lock.lock();
    try {
      if (nanoTime < alarm) {
        alarm = nanoTime;
        if (thread == null) {
          thread = Thread.ofPlatform().daemon().name("guest-alarm").start(this::watch);
        }
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void watch() {
    while (awaitAlarm()) {
      bell.run();
    }
  }

  private boolean awaitAlarm() {
    lock.lock();
    try {
      while (!closed) {
        final long left = alarm == NEVER ? NEVER : alarm - System.nanoTime();
        if (left <= 0) {
          alarm = NEVER;
          return true;
        }
        changed.awaitNanos(left);
      }
      return false;
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but a JVM that shuts down.
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
