package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has Ctrl-C (and SIGTERM, and SIGHUP) end a guest in good order. The JVM answers those signals by
 * running its shutdown hooks and ending with 128 + the signal's number; the hook here stops the
 * guest and waits until what belongs to it has been tidied up: the terminal's modes above all.
 */
final class Interruption implements AutoCloseable {

  /** A guest that is stopped needs milliseconds. */
  private static final long PATIENCE_MILLIS = 10_000;

  private final Runnable stop;
  private final Host host;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "interruption");

  /**
   * Begins to listen.
   *
   * @param stop stops the guest; called from another thread
   * @param host where a guest that does not stop is complained of
   */
  Interruption(Runnable stop, Host host) {
    this.stop = stop;
    this.host = host;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupted() {
    stop.run();
    try {
      if (!over.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        host.complain("the guest did not stop, and is left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The guest has ended and its terminal is as it was. */
  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is on its way out: the hook is running, and has just been let go.
      Thread.onSpinWait();
    }
  }
}
