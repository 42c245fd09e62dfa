package dev.cubicle.cli.image;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.Console;
import java.io.PrintStream;

/** Tells a person at a terminal that something goes on, and for how long; nothing else sees it. */
public final class Patience implements AutoCloseable {

  private static final long FIRST_MILLISECONDS = 700;
  private static final long STEP_MILLISECONDS = 500;

  private final PrintStream stream;
  private final String what;
  private final Thread thread;

  private Patience(PrintStream stream, String what) {
    this.stream = stream;
    this.what = what;
    this.thread = Thread.ofVirtual().unstarted(this::tell);
  }

  /** Begins to tell, if standard output is a terminal. */
  public static Patience with(String what, PrintStream stream) {
    final Patience patience = new Patience(stream, what);
    final Console console = System.console();
    if (console != null && console.isTerminal()) {
      patience.thread.start();
    }
    return patience;
  }

  private void tell() {
    final long start = System.nanoTime();
    try {
      Thread.sleep(FIRST_MILLISECONDS);
      while (true) {
        stream.printf("\r%s: %d s", what, (System.nanoTime() - start) / 1_000_000_000);
        stream.flush();
        Thread.sleep(STEP_MILLISECONDS);
      }
    } catch (InterruptedException _) {
      stream.print("\r" + " ".repeat(what.length() + 10) + "\r");
      stream.flush();
    }
  }

  /** Takes the line away again. */
  @Override
  public void close() {
    if (thread.getState() != Thread.State.NEW) {
      thread.interrupt();
      Uninterruptibles.joinUninterruptibly(thread);
    }
  }
}
