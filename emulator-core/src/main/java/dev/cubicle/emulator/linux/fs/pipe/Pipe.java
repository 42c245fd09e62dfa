package dev.cubicle.emulator.linux.fs.pipe;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.OpenFlags;
import dev.cubicle.emulator.linux.fs.vfs.SpecialNode;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;
import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** A pipe (pipe(7)): a ring of bytes with readers and writers. */
public final class Pipe extends SpecialNode {

  /** Writes of up to this many bytes are never split (PIPE_BUF). */
  static final int ATOMIC_BYTES = 4096;

  private static final int DEFAULT_CAPACITY = 1 << 16;

  /** fs.pipe-max-size. */
  private static final int GREATEST_CAPACITY = 1 << 20;

  private final PipeVolume volume;
  private final long inode;
  private final Timestamp created = Timestamp.now();
  private byte[] ring;
  private int start;
  private int count;
  private int readers;
  private int writers;

  public Pipe(PipeVolume volume) {
    this.volume = volume;
    this.inode = volume.nextInode();
    // Who has many pipes gets small ones, as the kernel does it.
    final boolean plenty = volume.takeRing(DEFAULT_CAPACITY);
    this.ring = new byte[plenty ? DEFAULT_CAPACITY : ATOMIC_BYTES];
    volume.adjustRing(plenty ? 0 : ATOMIC_BYTES);
  }

  /** F_GETPIPE_SZ. */
  public int capacity() {
    return ring.length;
  }

  /**
   * F_SETPIPE_SZ: rounds up to a power of two of at least a page.
   *
   * @throws LinuxError EINVAL for sizes that cannot be, EBUSY when the contents do not fit
   */
  public int resize(long wanted) throws LinuxError {
    if (wanted > 1L << 31) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (wanted > GREATEST_CAPACITY) {
      throw new LinuxError(Errno.EPERM);
    }
    final int size = (int) Math.max(4096, Long.highestOneBit(Math.max(1, wanted - 1)) << 1);
    if (count > size) {
      throw new LinuxError(Errno.EBUSY);
    }
    if (size > ring.length && !volume.takeRing(size - ring.length)) {
      throw new LinuxError(Errno.EPERM);
    }
    volume.adjustRing(Math.min(0, size - ring.length));
    final byte[] larger = new byte[size];
    copyOut(larger, 0, count);
    ring = larger;
    start = 0;
    return size;
  }

  int available() {
    return count;
  }

  boolean hasReaders() {
    return readers > 0;
  }

  boolean hasWriters() {
    return writers > 0;
  }

  void opened(boolean reads, boolean writes) {
    readers += reads ? 1 : 0;
    writers += writes ? 1 : 0;
  }

  void closed(boolean reads, boolean writes) {
    readers -= reads ? 1 : 0;
    writers -= writes ? 1 : 0;
    if (readers == 0 && writers == 0) {
      volume.adjustRing(-ring.length);
    }
  }

  /** Room for new bytes. */
  int room() {
    return ring.length - count;
  }

  int take(byte[] destination, int offset, int length) {
    final int taken = Math.min(length, count);
    copyOut(destination, offset, taken);
    start = (start + taken) % ring.length;
    count -= taken;
    return taken;
  }

  /** As {@link #take}, and leaves the bytes there. */
  int peek(byte[] destination, int offset, int length) {
    final int seen = Math.min(length, count);
    copyOut(destination, offset, seen);
    return seen;
  }

  int put(byte[] source, int offset, int length) {
    final int put = Math.min(length, room());
    final int end = (start + count) % ring.length;
    final int first = Math.min(put, ring.length - end);
    System.arraycopy(source, offset, ring, end, first);
    System.arraycopy(source, offset + first, ring, 0, put - first);
    count += put;
    return put;
  }

  private void copyOut(byte[] destination, int offset, int length) {
    final int first = Math.min(length, ring.length - start);
    System.arraycopy(ring, start, destination, offset, first);
    System.arraycopy(ring, 0, destination, offset + first, length - first);
  }

  String name() {
    return "pipe:[" + inode + "]";
  }

  @Override
  public Volume volume() {
    return volume;
  }

  @Override
  public FileStatus status() {
    return FileStatus.ofSpecial(volume, inode, FileMode.FIFO | 0600, 0, created);
  }

  /** Once more through {@code /proc/self/fd}. */
  @Override
  public OpenFile open(int flags) {
    return new PipeEnd(this, flags);
  }

  /** The end that reads, as {@code pipe2} makes it. */
  public OpenFile reader(int flags) {
    return new PipeEnd(this, flags & ~OpenFlags.ACCESS_MODE);
  }

  /** The end that writes. */
  public OpenFile writer(int flags) {
    return new PipeEnd(this, (flags & ~OpenFlags.ACCESS_MODE) | OpenFlags.WRITE_ONLY);
  }
}
