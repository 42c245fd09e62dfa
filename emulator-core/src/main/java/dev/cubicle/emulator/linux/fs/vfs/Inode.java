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

  /** What chmod, chown and utimensat change; nothing for kinds of files that do not say. */
  protected Attributes attributes() {
    return Attributes.FIXED;
  }

  /** chmod: {@code permissions} are the low 12 bits. */
  public final void changeMode(int permissions) throws LinuxError {
    attributes().changeMode(permissions);
  }

  /** chown: −1 leaves an id as it is. */
  public final void changeOwner(int owner, int group) throws LinuxError {
    attributes().changeOwner(owner, group);
  }

  /** utimensat: {@code null} leaves a time as it is. */
  public final void changeTimes(Timestamp accessed, Timestamp modified) throws LinuxError {
    attributes().changeTimes(accessed, modified);
  }

  /** EROFS when the volume cannot be changed. */
  public final void requireWritableVolume() throws LinuxError {
    if (volume().readOnly()) {
      throw new LinuxError(Errno.EROFS);
    }
  }
}
