package dev.cubicle.emulator.linux.fs.stream;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.PollEvents;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the host's standard input without ever blocking the emulator: what the host says is
 * available is read directly; only to wait for more, a daemon thread reads one byte ahead.
 */
final class StandardInput {

  private final InputStream input;
  private final Runnable wakeUp;
  private final Object lock = new Object();

  // Guarded by lock: whether the reading thread is asked for a byte, and what it found.
  private Thread reader;
  private boolean reading;
  private int ahead = -1;
  private boolean atEnd;
  private boolean failed;

  /**
   * @param wakeUp called from another thread when input has arrived for which a guest thread waits
   */
  StandardInput(InputStream input, Runnable wakeUp) {
    this.input = input;
    this.wakeUp = wakeUp;
  }

  /**
   * @return how many bytes, 0 at the end, or {@link OpenFile#WOULD_BLOCK}
   */
  int read(byte[] destination, int offset, int length) throws LinuxError {
    if (length == 0) {
      return 0;
    }
    synchronized (lock) {
      if (failed) {
        failed = false;
        throw new LinuxError(Errno.EIO);
      }
      int count = 0;
      if (ahead >= 0) {
        destination[offset] = (byte) ahead;
        ahead = -1;
        count = 1;
      } else if (atEnd) {
        // A terminal's end of file is an event: the next read waits again.
        atEnd = false;
        return 0;
      }
      if (reading) {
        return OpenFile.WOULD_BLOCK;
      }
      count += readAvailable(destination, offset + count, length - count);
      return count == 0 ? OpenFile.WOULD_BLOCK : count;
    }
  }

  private int readAvailable(byte[] destination, int offset, int length) throws LinuxError {
    try {
      final int available = Math.min(length, input.available());
      return available <= 0 ? 0 : Math.max(0, input.read(destination, offset, available));
    } catch (IOException e) {
      throw new LinuxError(Errno.EIO);
    }
  }

  /** How many bytes can be read now (FIONREAD). */
  int available() {
    synchronized (lock) {
      int count = ahead >= 0 ? 1 : 0;
      try {
        count += reading ? 0 : Math.max(0, input.available());
      } catch (IOException e) {
        failed = true;
      }
      return count;
    }
  }

  int poll() {
    synchronized (lock) {
      if (ahead >= 0 || atEnd || failed) {
        return PollEvents.IN | PollEvents.READ_NORMAL;
      }
    }
    return available() > 0 ? PollEvents.IN | PollEvents.READ_NORMAL : 0;
  }

  /** Starts waiting for input, unless that is going on. */
  void expect() {
    synchronized (lock) {
      if (reading || ahead >= 0 || atEnd || failed) {
        return;
      }
      reading = true;
      if (reader == null) {
        reader =
            Thread.ofPlatform().daemon().name("guest standard input").start(this::readWhenAsked);
      }
      lock.notifyAll();
    }
  }

  /** Whether input is waited for that has not come. */
  boolean awaited() {
    synchronized (lock) {
      return reading;
    }
  }

  private void readWhenAsked() {
    try {
      while (true) {
        synchronized (lock) {
          while (!reading) {
            lock.wait();
          }
        }
        readAhead();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Not under the lock while it blocks: the emulator's thread must be free to look. */
  private void readAhead() {
    int found = -1;
    boolean broken = false;
    try {
      found = input.read();
    } catch (IOException e) {
      broken = true;
    }
    synchronized (lock) {
      reading = false;
      ahead = found;
      failed = broken;
      atEnd = found < 0 && !broken;
      // Under the lock: whoever finds that nothing is awaited any more has been called.
      wakeUp.run();
    }
  }
}
