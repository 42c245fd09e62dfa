package dev.cubicle.emulator.linux.fs.pipe;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.SpecialNode;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;
import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** The inode of an event counter, which cannot be opened a second time. */
final class EventNode extends SpecialNode {

  private final Volume volume;
  private final long inode;
  private final Timestamp created = Timestamp.now();

  EventNode(PipeVolume volume) {
    this.volume = volume;
    this.inode = volume.nextInode();
  }

  @Override
  public Volume volume() {
    return volume;
  }

  /** As anon_inode files look: no type at all. */
  @Override
  public FileStatus status() {
    return FileStatus.ofSpecial(volume, inode, 0600, 0, created);
  }

  @Override
  public OpenFile open(int flags) throws LinuxError {
    throw new LinuxError(Errno.ENXIO);
  }
}
