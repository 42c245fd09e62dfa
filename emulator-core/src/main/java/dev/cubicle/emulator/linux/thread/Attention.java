package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.machine.Processor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How the outside world reaches the thread that runs the guest: it stops the processor, or ends the
 * sleep of an idle machine. Every call is noticed once, none is lost.
 */
public final class Attention {

  private final Processor processor;
  private final Runnable hostInterrupt;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition called = lock.newCondition();
  private volatile boolean wanted;

  /**
   * @param hostInterrupt called when the host interrupts the sleeping thread: it wants the end
   */
  public Attention(Processor processor, Runnable hostInterrupt) {
    this.processor = processor;
    this.hostInterrupt = hostInterrupt;
  }

  /** Makes the running thread look around soon. From any thread. */
  public void call() {
    lock.lock();
    try {
      wanted = true;
      called.signal();
    } finally {
      lock.unlock();
    }
    processor.requestStop();
  }

  boolean wanted() {
    return wanted;
  }

  /** To be called before looking around, so that what comes later is noticed later. */
  void notice() {
    wanted = false;
  }

  /** Sleeps until called or until the deadline. */
  void sleepUntil(long deadline) {
    lock.lock();
    try {
      long left = left(deadline);
      while (!wanted && left > 0) {
        left = deadline == Wait.FOREVER ? awaitCall() : called.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      hostInterrupt.run();
    } finally {
      lock.unlock();
    }
  }

  private long awaitCall() throws InterruptedException {
    called.await();
    return Wait.FOREVER;
  }

  private static long left(long deadline) {
    return deadline == Wait.FOREVER ? deadline : deadline - System.nanoTime();
  }
}
