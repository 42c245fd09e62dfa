package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.PollEvents;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;

/**
 * Moves bytes between open files and guest memory through one buffer that every call shares.
 *
 * <p>A bad page ends a transfer after the bytes before it; only when there are none does the call
 * answer EFAULT.
 */
final class Transfer {

  /** Most bytes of one call (MAX_RW_COUNT of the kernel). */
  static final long LIMIT = 0x7ffff000L;

  /** Position argument for the file's own position. */
  static final long CURRENT = -1;

  private static final int BUFFER_BYTES = 1 << 16;

  private static final int READ_EVENTS = PollEvents.IN | PollEvents.HANG_UP | PollEvents.ERROR;
  private static final int WRITE_EVENTS = PollEvents.OUT | PollEvents.ERROR;

  private final SignalSender signals;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  Transfer(SignalSender signals) {
    this.signals = signals;
  }

  /** The shared buffer; its contents last until the next transfer. */
  byte[] buffer() {
    return buffer;
  }

  /**
   * Reads from a file with positions.
   *
   * @param position where, not negative
   * @return how many bytes
   */
  long readAt(OpenFile file, long position, UserMemory memory, long address, long length)
      throws LinuxError {
    if (position > Long.MAX_VALUE - length) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long wanted = Math.min(length, LIMIT);
    long done = 0;
    while (done < wanted) {
      final int part = (int) Math.min(wanted - done, BUFFER_BYTES);
      final int count;
      try {
        count = file.readAt(position + done, buffer, 0, part);
      } catch (LinuxError e) {
        if (done > 0) {
          return done;
        }
        throw e;
      }
      if (count <= 0) {
        break;
      }
      try {
        memory.write(address + done, buffer, 0, count);
      } catch (BadAddressException e) {
        return partial(done, e, address + done);
      }
      done += count;
      if (count < part) {
        break;
      }
    }
    return done;
  }

  /**
   * Writes to a file with positions.
   *
   * @return how many bytes
   */
  long writeAt(OpenFile file, long position, UserMemory memory, long address, long length)
      throws LinuxError {
    if (position > Long.MAX_VALUE - length) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long wanted = Math.min(length, LIMIT);
    long done = 0;
    while (done < wanted) {
      int part = (int) Math.min(wanted - done, BUFFER_BYTES);
      boolean bad = false;
      try {
        memory.read(address + done, buffer, 0, part);
      } catch (BadAddressException e) {
        final long good = e.address() - (address + done);
        if (done == 0 && good <= 0) {
          throw e;
        }
        part = Math.clamp(good, 0, part);
        bad = true;
      }
      final int count;
      try {
        count = part == 0 ? 0 : file.writeAt(position + done, buffer, 0, part);
      } catch (LinuxError e) {
        if (done > 0) {
          return done;
        }
        throw e;
      }
      done += count;
      if (bad || count < part) {
        break;
      }
    }
    return done;
  }

  /**
   * Reads what a file without positions has.
   *
   * @return how many bytes, or {@link OpenFile#WOULD_BLOCK}
   */
  long readStream(OpenFile file, UserMemory memory, long address, long length) throws LinuxError {
    final int wanted = (int) Math.min(length, BUFFER_BYTES);
    if (wanted == 0) {
      return file.read(buffer, 0, 0);
    }
    // What is taken from a stream cannot be put back, so bad pages are found first.
    final int room = (int) memory.writable(address, wanted);
    if (room == 0) {
      throw new BadAddressException(address);
    }
    final int count = file.read(buffer, 0, room);
    if (count > 0) {
      memory.write(address, buffer, 0, count);
    }
    return count;
  }

  /**
   * Writes to a file without positions.
   *
   * @return how many bytes were taken, or {@link OpenFile#WOULD_BLOCK} when none could be
   */
  long writeStream(OpenFile file, UserMemory memory, long address, long length) throws LinuxError {
    final long wanted = Math.min(length, LIMIT);
    long done = 0;
    do {
      int part = (int) Math.min(wanted - done, BUFFER_BYTES);
      try {
        memory.read(address + done, buffer, 0, part);
      } catch (BadAddressException e) {
        part = Math.clamp(e.address() - (address + done), 0, part);
        if (done == 0 && part == 0) {
          // A pipe looks for its readers before it looks at the bytes.
          throwIfBroken(file);
          throw e;
        }
        if (part == 0) {
          return done;
        }
      }
      final int count = file.write(buffer, 0, part);
      if (count == OpenFile.WOULD_BLOCK) {
        return done == 0 ? OpenFile.WOULD_BLOCK : done;
      }
      done += count;
      if (count < part) {
        break;
      }
    } while (done < wanted);
    return done;
  }

  private static void throwIfBroken(OpenFile file) throws LinuxError {
    if ((file.poll() & PollEvents.ERROR) != 0) {
      throw new LinuxError(Errno.EPIPE);
    }
  }

  /** A write that nobody will ever read raises SIGPIPE. */
  void reportBrokenPipe(LinuxError error) {
    if (error.errno() == Errno.EPIPE) {
      signals.send(SignalSender.SIGPIPE);
    }
  }

  /** Sleeps until there is something to read, or answers EAGAIN to a caller that must not. */
  static TaskBlocked untilReadable(OpenFile file) throws LinuxError {
    return sleep(file, READ_EVENTS, 0);
  }

  /** Sleeps until a write can go on that has already transferred {@code progress} bytes. */
  static TaskBlocked untilWritable(OpenFile file, long progress) throws LinuxError {
    return sleep(file, WRITE_EVENTS, progress);
  }

  private static TaskBlocked sleep(OpenFile file, int events, long progress) throws LinuxError {
    if (file.nonBlocking()) {
      throw new LinuxError(Errno.EAGAIN);
    }
    return new TaskBlocked(new FileWait(file, events, progress));
  }

  /** What a call that was put to sleep by {@link #untilWritable} had already transferred. */
  static long progress(SystemCallContext context) {
    return context.resumedFrom().orElse(null) instanceof FileWait wait ? wait.progress() : 0;
  }

  private static long partial(long done, BadAddressException bad, long start) {
    final long total = done + Math.max(0, bad.address() - start);
    if (total == 0) {
      throw bad;
    }
    return total;
  }
}
