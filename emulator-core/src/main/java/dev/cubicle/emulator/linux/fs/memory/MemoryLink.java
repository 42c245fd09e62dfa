package dev.cubicle.emulator.linux.fs.memory;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.LinkNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** A symbolic link in memory. */
final class MemoryLink extends LinkNode {

  private final MemoryAttributes attributes;
  private final String target;

  MemoryLink(MemoryVolume volume, String target) throws LinuxError {
    this.attributes = new MemoryAttributes(volume, FileMode.LINK | 0777, 1);
    this.target = target;
  }

  @Override
  protected MemoryAttributes attributes() {
    return attributes;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public Volume volume() {
    return attributes.volume();
  }

  @Override
  public FileStatus status() {
    return attributes.status(target.length(), 0);
  }
}
