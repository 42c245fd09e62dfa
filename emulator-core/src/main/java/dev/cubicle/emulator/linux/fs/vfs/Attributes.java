package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;

/** What chmod, chown and utimensat change of a file: EPERM for what cannot be changed. */
public interface Attributes {

  /** Of a file of which nothing can be changed. */
  Attributes FIXED = new Attributes() {};

  /** chmod: {@code permissions} are the low 12 bits. */
  default void changeMode(int permissions) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /** chown: −1 leaves an id as it is. */
  default void changeOwner(int owner, int group) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /** utimensat: {@code null} leaves a time as it is. */
  default void changeTimes(Timestamp accessed, Timestamp modified) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }
}
