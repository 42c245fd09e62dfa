package dev.cubicle.emulator.linux.fs.descriptor;

import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.OpenFlags;

/** What O_PATH opens: a place in the file system. */
public final class OpenPath extends OpenFile {

  private final String name;

  public OpenPath(Inode node, String name, int flags) {
    super(node, flags & (OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.NO_FOLLOW));
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }
}
