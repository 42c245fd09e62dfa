package dev.cubicle.emulator.linux.fs.memory;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Attributes;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;
import java.time.Instant;

/** What an in-memory inode keeps besides its contents. */
final class MemoryAttributes implements Attributes {

  /** What an inode is reckoned to take of host memory, so that empty files are bounded as well. */
  static final int INODE_BYTES = 512;

  private final MemoryVolume volume;
  private final long inode;
  private int mode;
  private int owner;
  private int group;
  private int links;
  private Timestamp accessed;
  private Timestamp modified;
  private Timestamp changed;

  /** When the contents changed last, if that was after the times above were set; else −1. */
  private long touched = -1;

  /** Charges the volume for the inode. */
  MemoryAttributes(MemoryVolume volume, int mode, int links) throws LinuxError {
    volume.charge(INODE_BYTES);
    this.volume = volume;
    this.inode = volume.nextInode();
    this.mode = mode;
    this.links = links;
    this.accessed = Timestamp.now();
    this.modified = accessed;
    this.changed = accessed;
  }

  MemoryVolume volume() {
    return volume;
  }

  int mode() {
    return mode;
  }

  int links() {
    return links;
  }

  void addLinks(int count) {
    settle();
    links += count;
    changed = Timestamp.now();
  }

  @Override
  public void changeMode(int permissions) {
    settle();
    mode = (mode & FileMode.TYPE_MASK) | (permissions & FileMode.PERMISSIONS);
    changed = Timestamp.now();
  }

  @Override
  public void changeOwner(int newOwner, int newGroup) {
    settle();
    owner = newOwner == -1 ? owner : newOwner;
    group = newGroup == -1 ? group : newGroup;
    if ((mode & FileMode.TYPE_MASK) == FileMode.REGULAR) {
      // A new owner's set-user-ID program is a risk (ATTR_KILL_SUID, ATTR_KILL_SGID).
      mode &= (mode & 010) != 0 ? ~06000 : ~04000;
    }
    changed = Timestamp.now();
  }

  @Override
  public void changeTimes(Timestamp newAccessed, Timestamp newModified) {
    settle();
    accessed = newAccessed == null ? accessed : newAccessed;
    modified = newModified == null ? modified : newModified;
    changed = Timestamp.now();
  }

  /**
   * The contents changed. In milliseconds, as the kernel's own clock of file times is coarse, and
   * without making an object for every write.
   */
  void touch() {
    touched = System.currentTimeMillis();
  }

  private void settle() {
    if (touched >= 0) {
      modified = Timestamp.of(Instant.ofEpochMilli(touched));
      changed = modified;
      touched = -1;
    }
  }

  FileStatus status(long size, long blocks) {
    settle();
    return new FileStatus(
        volume.device(),
        inode,
        mode,
        links,
        owner,
        group,
        0,
        size,
        blocks,
        accessed,
        modified,
        changed);
  }
}
