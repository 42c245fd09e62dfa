package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.DirectoryEntry;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A directory with fixed contents, in which nothing can be made. */
final class ProcDirectory extends Directory {

  private final ProcAttributes attributes;
  private final Map<String, Inode> children = new LinkedHashMap<>();

  ProcDirectory(ProcVolume volume, Directory parent) {
    super(parent);
    attributes = new ProcAttributes(volume, FileMode.DIRECTORY | 0555, 2);
  }

  ProcDirectory file(String name, ProcFile.Text text) {
    children.put(name, new ProcFile(attributes.volume(), text));
    return this;
  }

  ProcDirectory add(String name, Inode node) {
    children.put(name, node);
    return this;
  }

  /** A new directory inside. */
  ProcDirectory directory(String name) {
    final ProcDirectory inside = new ProcDirectory(attributes.volume(), this);
    children.put(name, inside);
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

  @Override
  protected Inode find(String name) {
    return children.get(name);
  }

  @Override
  protected String nameOf(Directory child) {
    for (Map.Entry<String, Inode> entry : children.entrySet()) {
      if (entry.getValue() == child) {
        return entry.getKey();
      }
    }
    return null;
  }

  @Override
  protected List<DirectoryEntry> list() throws LinuxError {
    final List<DirectoryEntry> entries = new ArrayList<>(children.size());
    for (Map.Entry<String, Inode> child : children.entrySet()) {
      final FileStatus status = child.getValue().status();
      entries.add(new DirectoryEntry(child.getKey(), status.inode(), status.type()));
    }
    return entries;
  }
}
