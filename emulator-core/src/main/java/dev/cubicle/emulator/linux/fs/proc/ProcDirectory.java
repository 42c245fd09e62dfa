package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.ListedDirectory;
import dev.cubicle.emulator.linux.fs.vfs.Volume;

/** A directory with fixed contents, in which nothing can be made. */
final class ProcDirectory extends ListedDirectory {

  private final ProcAttributes attributes;

  ProcDirectory(ProcVolume volume, Directory parent) {
    super(parent);
    attributes = new ProcAttributes(volume, FileMode.DIRECTORY | 0555, 2);
  }

  ProcDirectory file(String name, ProcFile.Text text) {
    children().put(name, new ProcFile(attributes.volume(), text));
    return this;
  }

  ProcDirectory add(String name, Inode node) {
    children().put(name, node);
    return this;
  }

  /** A new directory inside. */
  ProcDirectory directory(String name) {
    final ProcDirectory inside = new ProcDirectory(attributes.volume(), this);
    children().put(name, inside);
    return inside;
  }

  @Override
  public Volume volume() {
    return attributes.volume();
  }

  @Override
  public FileStatus status() {
    return attributes.status();
  }
}
