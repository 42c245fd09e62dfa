package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;

/**
 * An open file description (POSIX 3.258): what descriptors that were duplicated from each other
 * share. Never blocks: a file that cannot go on answers {@link #WOULD_BLOCK} and the system call
 * decides whether to sleep until {@link #poll} says otherwise.
 */
public abstract class OpenFile {

  /** Nothing can be transferred now. */
  public static final int WOULD_BLOCK = -1;

  /** What F_SETFL may change. */
  private static final int CHANGEABLE =
      OpenFlags.APPEND
          | OpenFlags.ASYNC
          | OpenFlags.DIRECT
          | OpenFlags.NO_ACCESS_TIME
          | OpenFlags.NON_BLOCK;

  /** What is not kept after the file was opened (do_dentry_open of the kernel). */
  private static final int TRANSIENT =
      OpenFlags.CREATE
          | OpenFlags.EXCLUSIVE
          | OpenFlags.NO_TERMINAL
          | OpenFlags.TRUNCATE
          | OpenFlags.CLOSE_ON_EXEC;

  private final Inode node;
  private int flags;
  private int references;

  protected OpenFile(Inode node, int flags) {
    this.node = node;
    this.flags = flags & OpenFlags.VALID & ~TRANSIENT;
  }

  public final Inode node() {
    return node;
  }

  /** Access mode and status flags as F_GETFL shows them. */
  public final int flags() {
    return flags;
  }

  /** F_SETFL. */
  public final void changeFlags(int wanted) {
    flags = (flags & ~CHANGEABLE) | (wanted & CHANGEABLE);
  }

  public final boolean reads() {
    return (flags & OpenFlags.PATH) == 0 && OpenFlags.reads(flags);
  }

  public final boolean writes() {
    return (flags & OpenFlags.PATH) == 0 && OpenFlags.writes(flags);
  }

  /** O_PATH: a place in the file system, not something to read or write. */
  public final boolean pathOnly() {
    return (flags & OpenFlags.PATH) != 0;
  }

  public final boolean nonBlocking() {
    return (flags & OpenFlags.NON_BLOCK) != 0;
  }

  public final boolean appends() {
    return (flags & OpenFlags.APPEND) != 0;
  }

  /** What {@code fstat} answers; an unnamed file's status where it differs from its inode's. */
  public FileStatus status() throws LinuxError {
    return node.status();
  }

  /** What {@code /proc/self/fd} shows. */
  public abstract String name();

  /** Whether reads and writes have a position. */
  public boolean seekable() {
    return false;
  }

  /** Position in bytes; only where {@link #seekable}. */
  public long position() {
    return 0;
  }

  public void position(long position) {}

  /** Where O_APPEND writes: behind the last byte. */
  public long end() throws LinuxError {
    return 0;
  }

  /**
   * lseek.
   *
   * @throws LinuxError ESPIPE, EINVAL, ENXIO
   */
  public long seek(long offset, int whence) throws LinuxError {
    throw new LinuxError(Errno.ESPIPE);
  }

  /**
   * Takes the next bytes of something without positions.
   *
   * @return how many, 0 at the end, or {@link #WOULD_BLOCK}
   */
  public int read(byte[] destination, int offset, int length) throws LinuxError {
    throw new LinuxError(Errno.EINVAL);
  }

  /**
   * @return how many of the bytes were taken, or {@link #WOULD_BLOCK}
   */
  public int write(byte[] source, int offset, int length) throws LinuxError {
    throw new LinuxError(Errno.EINVAL);
  }

  /** Reads at a position; only where {@link #seekable}. */
  public int readAt(long position, byte[] destination, int offset, int length) throws LinuxError {
    throw new LinuxError(Errno.ESPIPE);
  }

  public int writeAt(long position, byte[] source, int offset, int length) throws LinuxError {
    throw new LinuxError(Errno.ESPIPE);
  }

  /** The events that are true now, {@link PollEvents}. Cheap. */
  public int poll() {
    return PollEvents.ALWAYS;
  }

  /**
   * Called before a thread goes to sleep until {@link #poll} shows {@code events}: lets a file that
   * must ask the host start doing so.
   */
  public void expect(int events) {}

  /** fsync. */
  public void sync() throws LinuxError {
    throw new LinuxError(Errno.EINVAL);
  }

  /** One more descriptor or mapping refers to this. */
  public final void retain() {
    references++;
  }

  /** One fewer; the last one closes the file. */
  public final void release() {
    if (--references == 0) {
      closed();
    }
  }

  /** The last reference is gone. */
  protected void closed() {}
}
