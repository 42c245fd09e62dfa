package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.unicorn.Engine;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A request to leave emulation, from any thread. Unicorn forgets a stop that arrives just before a
 * start, and a hand-off changes the engine to be stopped; so a helper thread, started with the
 * first request, repeats the stop until the run loop has seen it.
 */
final class StopRequest implements AutoCloseable {
  private static final long REPEAT_NANOS = 100_000;

  private static final VarHandle RUNNING;

  static {
    try {
      RUNNING = MethodHandles.lookup().findVarHandle(StopRequest.class, "running", Engine.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("running", e);
    }
  }

  /** Guards the running engine against being closed while it is told to stop. */
  private final Object engineLock = new Object();

  private Engine running;
  private volatile boolean requested;
  private volatile boolean closed;
  private volatile Thread helper;

  /** Called at every hand-off, where a fence would cost as much as all the rest of it in Java. */
  void running(Engine engine) {
    RUNNING.setOpaque(this, engine);
  }

  void request() {
    requested = true;
    LockSupport.unpark(helper());
  }

  /** Whether a stop was requested; forgets it. */
  boolean take() {
    if (!requested) {
      return false;
    }
    requested = false;
    return true;
  }

  /** Runs {@code action}, which closes an engine, at a moment when no engine is being stopped. */
  void whileNotStopping(Runnable action) {
    synchronized (engineLock) {
      action.run();
    }
  }

  private Thread helper() {
    if (helper == null) {
      synchronized (this) {
        if (helper == null) {
          final Thread started = new Thread(this::repeatStops, "stop-request");
          started.setDaemon(true);
          started.start();
          helper = started;
        }
      }
    }
    return helper;
  }

  private void repeatStops() {
    while (!closed) {
      if (!requested) {
        LockSupport.park(this);
        continue;
      }
      synchronized (engineLock) {
        if (requested && !closed) {
          ((Engine) RUNNING.getOpaque(this)).stop();
        }
      }
      LockSupport.parkNanos(this, REPEAT_NANOS);
    }
  }

  /** After this no engine is touched any more. */
  @Override
  public void close() {
    synchronized (engineLock) {
      closed = true;
    }
    if (helper != null) {
      LockSupport.unpark(helper);
    }
  }
}
