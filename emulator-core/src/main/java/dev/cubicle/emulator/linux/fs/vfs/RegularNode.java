package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.LinuxError;

/** A regular file. */
public abstract non-sealed class RegularNode extends Inode {

  /**
   * Opens the bytes.
   *
   * @param writable whether they will be written; read-only volumes have been ruled out
   */
  public abstract FileContent open(boolean writable) throws LinuxError;
}
