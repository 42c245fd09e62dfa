package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.DirectoryEntry;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.util.ArrayList;
import java.util.List;

/** {@code /proc/self/fd}: a link for every descriptor. */
final class DescriptorDirectory extends Directory {

  /** Inode numbers of the links start here, out of the way of all others. */
  private static final long FIRST_INODE = 1 << 20;

  private final ProcVolume volume;
  private final ProcAttributes attributes;
  private final FileTable files;

  DescriptorDirectory(ProcVolume volume, Directory parent, FileTable files) {
    super(parent);
    this.volume = volume;
    this.attributes = new ProcAttributes(volume, FileMode.DIRECTORY | 0500, 2);
    this.files = files;
  }

  @Override
  public Volume volume() {
    return volume;
  }

  @Override
  public FileStatus status() {
    return attributes.status();
  }

  @Override
  protected Inode find(String name) {
    final int descriptor = parse(name);
    if (files.find(descriptor) == null) {
      return null;
    }
    return ProcLink.toFile(
        volume, () -> files.any(descriptor).name(), () -> files.any(descriptor).node());
  }

  /** The number, or −1 for what is not written as one. */
  private static int parse(String name) {
    if (name.isEmpty() || name.length() > 6 || (name.length() > 1 && name.startsWith("0"))) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < name.length(); i++) {
      final char digit = name.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + digit - '0';
    }
    return value;
  }

  @Override
  protected String nameOf(Directory child) throws LinuxError {
    return null;
  }

  @Override
  protected List<DirectoryEntry> list() {
    final List<DirectoryEntry> entries = new ArrayList<>();
    for (int descriptor = 0; descriptor < files.size(); descriptor++) {
      if (files.find(descriptor) != null) {
        entries.add(
            new DirectoryEntry(
                Integer.toString(descriptor), FIRST_INODE + descriptor, FileMode.LINK));
      }
    }
    return entries;
  }
}
