package dev.cubicle.emulator.linux.fs.pipe;

import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** The volume that inodes without a name belong to: pipes, streams, event counters. */
public final class PipeVolume extends Volume {

  /** The inodes below are for the standard streams. */
  private long lastInode = 15;

  public PipeVolume(int minor) {
    super(minor, "pipefs", PIPEFS_MAGIC, false);
  }

  long nextInode() {
    return ++lastInode;
  }

  @Override
  public Space space() {
    return new Space(0, 0);
  }
}
