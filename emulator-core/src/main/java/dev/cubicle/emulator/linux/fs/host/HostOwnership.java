package dev.cubicle.emulator.linux.fs.host;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Attributes;

/** Attributes of the host's files: everything belongs to user and group 0, and stays so. */
interface HostOwnership extends Attributes {

  /** Of a file of which nothing else can be changed, either. */
  HostOwnership ALONE = new HostOwnership() {};

  @Override
  default void changeOwner(int owner, int group) throws LinuxError {
    if ((owner != -1 && owner != 0) || (group != -1 && group != 0)) {
      throw new LinuxError(Errno.EPERM);
    }
  }
}
