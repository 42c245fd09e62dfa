package dev.cubicle.emulator.debug;

/**
 * Where the thread that runs the guest waits for a debugger's orders, and the debugger for the
 * guest to stop. Guest memory and registers belong to the debugger while the guest waits here.
 */
final class Rendezvous {
  private static final long LOOK_MILLIS = 100;

  private StopReason stop;
  private Resumption order;
  private StopReason.Ended end;
  private boolean detached;

  /** For the guest's thread: asked from time to time while it waits. */
  @FunctionalInterface
  interface Ending {
    boolean near();
  }

  /**
   * The guest's thread waits for an order.
   *
   * @return what to do; to go on freely when the debugger has gone or the process is to end
   */
  synchronized Resumption await(StopReason reason, Ending ending) {
    stop = reason;
    order = null;
    notifyAll();
    while (order == null && !detached && !ending.near()) {
      try {
        wait(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    stop = null;
    return order == null ? new Resumption.Continue(Resumption.NO_SIGNAL) : order;
  }

  /** The debugger gives an order and waits for the next stop. */
  synchronized StopReason resume(Resumption how) {
    if (end == null && stop != null) {
      order = how;
      stop = null;
      notifyAll();
    }
    return stop();
  }

  /** Why the guest is stopped; waits while it runs. */
  synchronized StopReason stop() {
    while (stop == null && end == null) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new DebuggerInterruptedException(e);
      }
    }
    return end != null ? end : stop;
  }

  /** Whether the guest waits for an order. */
  synchronized boolean held() {
    return end == null && stop != null;
  }

  /** No order will come any more. */
  synchronized void detach() {
    detached = true;
    notifyAll();
  }

  synchronized boolean isDetached() {
    return detached;
  }

  synchronized void end(StopReason.Ended reason) {
    end = reason;
    notifyAll();
  }
}
