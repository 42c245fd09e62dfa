package dev.cubicle.emulator.linux.fs.pipe;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.OpenFlags;
import dev.cubicle.emulator.linux.fs.vfs.PollEvents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An event counter (eventfd(2)). */
public final class EventFile extends OpenFile {

  private static final int BYTES = 8;

  /** The counter never exceeds 2^64 − 2. */
  private static final long GREATEST = -2;

  private final boolean semaphore;
  private long counter;

  /**
   * @param semaphore whether a read takes one instead of all
   * @param flags O_NONBLOCK or none
   */
  public EventFile(PipeVolume volume, int initial, boolean semaphore, int flags) {
    super(new EventNode(volume), flags | OpenFlags.READ_WRITE);
    this.counter = Integer.toUnsignedLong(initial);
    this.semaphore = semaphore;
  }

  @Override
  public String name() {
    return "anon_inode:[eventfd]";
  }

  /** No position, and no error either (noop_llseek). */
  @Override
  public long seek(long offset, int whence) {
    return 0;
  }

  @Override
  public int read(byte[] destination, int offset, int length) throws LinuxError {
    requireRoom(length);
    if (counter == 0) {
      return WOULD_BLOCK;
    }
    final long taken = semaphore ? 1 : counter;
    counter -= taken;
    ByteBuffer.wrap(destination).order(ByteOrder.LITTLE_ENDIAN).putLong(offset, taken);
    return BYTES;
  }

  @Override
  public int write(byte[] source, int offset, int length) throws LinuxError {
    requireRoom(length);
    final long added = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
    if (added == -1) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (Long.compareUnsigned(added, GREATEST - counter) > 0) {
      return WOULD_BLOCK;
    }
    counter += added;
    return BYTES;
  }

  @Override
  public int poll() {
    return (counter != 0 ? PollEvents.IN | PollEvents.READ_NORMAL : 0)
        | (counter != GREATEST ? PollEvents.OUT | PollEvents.WRITE_NORMAL : 0);
  }

  private static void requireRoom(int length) throws LinuxError {
    if (length < BYTES) {
      throw new LinuxError(Errno.EINVAL);
    }
  }
}
