package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;

/**
 * A file of any kind. Two paths lead to the same file exactly when they lead to the same object.
 *
 * <p>The guest runs as user 0 of group 0, so permission bits are kept and shown but forbid nothing;
 * what forbids are read-only volumes and the host's own refusals.
 */
public abstract sealed class Inode permits Directory, RegularNode, LinkNode, SpecialNode {

  public abstract Volume volume();

  public abstract FileStatus status() throws LinuxError;

  /** chmod: {@code permissions} are the low 12 bits. */
  public void changeMode(int permissions) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /** chown: −1 leaves an id as it is. */
  public void changeOwner(int owner, int group) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /** utimensat: {@code null} leaves a time as it is. */
  public void changeTimes(Timestamp accessed, Timestamp modified) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /** EROFS when the volume cannot be changed. */
  public final void requireWritableVolume() throws LinuxError {
    if (volume().readOnly()) {
      throw new LinuxError(Errno.EROFS);
    }
  }
}
