package dev.cubicle.emulator.linux.fs.memory;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** A file system in host memory, with a bound on what its files may take of it. */
public final class MemoryVolume extends Volume {

  private final long limit;
  private long used;
  private long lastInode;

  /**
   * @param minor number of the volume, see {@link Volume}
   * @param limit bytes that contents, names and inodes may take together
   */
  public MemoryVolume(int minor, long limit) {
    super(minor, "tmpfs", TMPFS_MAGIC, false);
    this.limit = limit;
  }

  long nextInode() {
    return ++lastInode;
  }

  /**
   * Takes {@code bytes} out of what is left.
   *
   * @throws LinuxError ENOSPC
   */
  void charge(long bytes) throws LinuxError {
    require(bytes);
    used += bytes;
  }

  /** ENOSPC when {@code bytes} are not left. */
  void require(long bytes) throws LinuxError {
    if (bytes > limit - used) {
      throw new LinuxError(Errno.ENOSPC);
    }
  }

  void refund(long bytes) {
    used -= bytes;
  }

  @Override
  public Space space() {
    return new Space(limit, limit - used);
  }
}
