package dev.cubicle.emulator.linux.fs.pipe;

import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** The volume that inodes without a name belong to: pipes, streams, event counters. */
public final class PipeVolume extends Volume {

  /** Bytes that the rings of all pipes may take of host memory (pipe-user-pages-soft: 64 MiB). */
  private static final long RING_LIMIT = 64L << 20;

  private long ringBytes;

  /** The inodes below are for the standard streams. */
  private long lastInode = 15;

  public PipeVolume(int minor) {
    super(minor, "pipefs", PIPEFS_MAGIC, false);
  }

  long nextInode() {
    return ++lastInode;
  }

  /** Takes {@code bytes} for a ring if they are left. */
  boolean takeRing(long bytes) {
    if (bytes > RING_LIMIT - ringBytes) {
      return false;
    }
    ringBytes += bytes;
    return true;
  }

  /** Takes or, with a negative number, gives back {@code bytes} whether they are left or not. */
  void adjustRing(long bytes) {
    ringBytes += bytes;
  }

  @Override
  public Space space() {
    return new Space(0, 0);
  }
}
