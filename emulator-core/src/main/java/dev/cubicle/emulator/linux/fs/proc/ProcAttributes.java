package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;

/** What an inode of a made-up file system keeps. */
final class ProcAttributes {

  private final ProcVolume volume;
  private final long inode;
  private final int mode;
  private final int links;
  private final Timestamp created = Timestamp.now();

  ProcAttributes(ProcVolume volume, int mode, int links) {
    this.volume = volume;
    this.inode = volume.nextInode();
    this.mode = mode;
    this.links = links;
  }

  ProcVolume volume() {
    return volume;
  }

  /** Files here show no size. */
  FileStatus status() {
    return new FileStatus(
        volume.device(), inode, mode, links, 0, 0, 0, 0, 0, created, created, created);
  }
}
