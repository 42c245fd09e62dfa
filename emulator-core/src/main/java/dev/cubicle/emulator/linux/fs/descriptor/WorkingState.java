package dev.cubicle.emulator.linux.fs.descriptor;

import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;

/** Where the process stands ({@code struct fs_struct}): its working directory and umask. */
public final class WorkingState {

  private Directory directory;
  private int umask = 022;

  public WorkingState(Directory start) {
    directory = start;
  }

  public Directory directory() {
    return directory;
  }

  public void directory(Directory newDirectory) {
    directory = newDirectory;
  }

  public int umask() {
    return umask;
  }

  /** Only the nine permission bits count. */
  public void umask(int newUmask) {
    umask = newUmask & 0777;
  }

  /** The permission bits of a file created with {@code mode}. */
  public int permissions(int mode) {
    return mode & FileMode.PERMISSIONS & ~umask;
  }
}
