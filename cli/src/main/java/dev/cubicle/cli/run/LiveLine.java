package dev.cubicle.cli.run;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.cubicle.tracing.crossing.ImageNames;
import dev.cubicle.tracing.statistics.CrossingCounts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * One line on a terminal that says how far a long run is, and is gone before anything else is
 * written there. Nothing is shown behind output of the guest's that does not end a line.
 */
final class LiveLine implements AutoCloseable {

  /** Carriage return; erase to the end of the line (ECMA-48, EL). */
  private static final String CLEAR = "\r\u001b[K";

  private static final long SECOND = 1_000_000_000;

  private final CrossingCounts counts;
  private final ImageNames names;
  private final PrintStream terminal;
  private final Duration first;
  private final Duration step;
  private final Thread thread;
  private boolean shown;
  private boolean atLineStart = true;

  /**
   * @param terminal where the line goes
   * @param first how long a run is not worth it
   * @param step between two versions of the line
   */
  LiveLine(
      CrossingCounts counts,
      ImageNames names,
      PrintStream terminal,
      Duration first,
      Duration step) {
    this.counts = counts;
    this.names = names;
    this.terminal = terminal;
    this.first = first;
    this.step = step;
    this.thread = Thread.ofPlatform().daemon().name("live-line").unstarted(this::tell);
  }

  void start() {
    thread.start();
  }

  private void tell() {
    final long begun = System.nanoTime();
    long before = counts.calls();
    long then = begun;
    try {
      Thread.sleep(first);
      while (true) {
        final long calls = counts.calls();
        final long now = System.nanoTime();
        show((now - begun) / SECOND, (calls - before) * SECOND / Math.max(1, now - then));
        before = calls;
        then = now;
        Thread.sleep(step);
      }
    } catch (InterruptedException _) {
      clear();
    }
  }

  private synchronized void show(long seconds, long rate) {
    if (!atLineStart) {
      return;
    }
    shown = true;
    terminal.print(
        CLEAR
            + String.format(
                Locale.ROOT,
                "%d s, %,d calls/s, in %.40s",
                seconds,
                rate,
                names.cubicle(counts.running())));
    terminal.flush();
  }

  private synchronized void clear() {
    if (shown) {
      shown = false;
      terminal.print(CLEAR);
      terminal.flush();
    }
  }

  /** A stream of the guest's that ends on the same terminal. */
  OutputStream over(OutputStream stream) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (LiveLine.this) {
          clear();
          if (length > 0) {
            atLineStart = bytes[offset + length - 1] == '\n';
          }
          stream.write(bytes, offset, length);
        }
      }

      @Override
      public void flush() throws IOException {
        stream.flush();
      }
    };
  }

  /** The run is over: takes the line away. */
  @Override
  public void close() {
    thread.interrupt();
    Uninterruptibles.joinUninterruptibly(thread);
  }
}
