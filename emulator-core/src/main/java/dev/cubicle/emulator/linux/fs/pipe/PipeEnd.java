package dev.cubicle.emulator.linux.fs.pipe;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.PollEvents;

/** An open end of a pipe. */
public final class PipeEnd extends OpenFile {

  private final Pipe pipe;

  PipeEnd(Pipe pipe, int flags) {
    super(pipe, flags);
    this.pipe = pipe;
    pipe.opened(reads(), writes());
  }

  public Pipe pipe() {
    return pipe;
  }

  /** How many bytes a read would find. */
  public int available() {
    return pipe.available();
  }

  /** As a read, and leaves the bytes there: {@link #WOULD_BLOCK} if there may be some later. */
  public int peek(byte[] destination, int offset, int length) {
    if (pipe.available() == 0 && pipe.hasWriters()) {
      return WOULD_BLOCK;
    }
    return pipe.peek(destination, offset, length);
  }

  /**
   * How many bytes a write of that many can bring now.
   *
   * @throws LinuxError EPIPE when nobody will read them
   */
  public int room() throws LinuxError {
    if (!pipe.hasReaders()) {
      throw new LinuxError(Errno.EPIPE);
    }
    return pipe.room();
  }

  @Override
  public String name() {
    return pipe.name();
  }

  @Override
  public int read(byte[] destination, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (pipe.available() == 0) {
      return pipe.hasWriters() ? WOULD_BLOCK : 0;
    }
    return pipe.take(destination, offset, length);
  }

  @Override
  public int write(byte[] source, int offset, int length) throws LinuxError {
    if (length == 0) {
      return 0;
    }
    if (!pipe.hasReaders()) {
      throw new LinuxError(Errno.EPIPE);
    }
    final int room = pipe.room();
    if (room == 0 || (length <= Pipe.ATOMIC_BYTES && room < length)) {
      return WOULD_BLOCK;
    }
    return pipe.put(source, offset, length);
  }

  @Override
  public int poll() {
    int events = 0;
    if (reads()) {
      events |= pipe.available() > 0 ? PollEvents.IN | PollEvents.READ_NORMAL : 0;
      events |= pipe.hasWriters() ? 0 : PollEvents.HANG_UP;
    }
    if (writes()) {
      final boolean room = pipe.room() >= Pipe.ATOMIC_BYTES;
      events |= room ? PollEvents.OUT | PollEvents.WRITE_NORMAL : 0;
      events |= pipe.hasReaders() ? 0 : PollEvents.ERROR;
    }
    return events;
  }

  @Override
  protected void closed() {
    pipe.closed(reads(), writes());
  }
}
