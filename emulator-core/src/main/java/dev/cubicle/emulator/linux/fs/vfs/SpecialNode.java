package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.TaskBlocked;

/** A device, pipe, standard stream or anonymous file: anything that is opened in its own way. */
public abstract non-sealed class SpecialNode extends Inode {

  /**
   * @param flags the O_* flags of the open call
   * @throws LinuxError ENXIO when the file exists but cannot be opened
   */
  public abstract OpenFile open(int flags) throws LinuxError, TaskBlocked;
}
