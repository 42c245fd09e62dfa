package dev.cubicle.emulator.record;

import dev.cubicle.emulator.machine.Machine;
import java.util.concurrent.locks.LockSupport;

/**
 * Stops the machine when somebody wants that and guest code has not left it by itself for a while:
 * whoever asked is heeded at the next exit anyway, and exits can be found again in a replay, where
 * other places have to be searched for.
 */
final class DeferredStop implements AutoCloseable {
  private static final long PATIENCE = 20_000_000;

  private final Machine machine;
  private volatile long exits;
  private volatile boolean wanted;
  private volatile boolean closed;
  private volatile Thread thread;

  DeferredStop(Machine machine) {
    this.machine = machine;
  }

  /** From any thread. */
  void request() {
    wanted = true;
    LockSupport.unpark(thread());
  }

  /** Guest code has left the machine. Called by the thread that runs it, which alone counts. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void exited() {
    exits++;
  }

  private synchronized Thread thread() {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("record-stop").start(this::watch);
    }
    return thread;
  }

  private void watch() {
    while (!closed) {
      if (!wanted) {
        LockSupport.park(this);
        continue;
      }
      wanted = false;
      final long before = exits;
      LockSupport.parkNanos(this, PATIENCE);
      if (exits == before && !closed) {
        machine.requestStop();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
