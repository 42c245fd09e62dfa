package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.memory.UserMemory;

/**
 * Advisory locks (fs/locks.c). There is one process, and its locks never conflict with each other:
 * every lock that is asked for correctly is granted, and none is ever in the way.
 */
final class LockCommands {

  private static final int F_GETLK = 5;
  private static final int F_SETLK = 6;
  private static final int F_SETLKW = 7;
  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;
  private static final int F_OFD_SETLKW = 38;

  private static final int F_RDLCK = 0;
  private static final int F_WRLCK = 1;
  private static final int F_UNLCK = 2;

  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;

  /** Offsets in {@code struct flock}. */
  private static final int WHENCE = 2;

  private static final int START = 8;
  private static final int LENGTH = 16;
  private static final int OWNER = 24;

  long fcntl(SystemCallContext c, OpenFile file, int command) throws LinuxError {
    final boolean ofd = command >= F_OFD_GETLK;
    final UserMemory memory = c.memory();
    final long flock = c.argument(2);
    switch (command) {
      case F_GETLK, F_OFD_GETLK -> {
        final int type = memory.readShort(flock);
        if (type != F_RDLCK && type != F_WRLCK) {
          throw new LinuxError(Errno.EINVAL);
        }
        requireRange(memory, flock, file, ofd);
        memory.writeShort(flock, (short) F_UNLCK);
      }
      case F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW -> {
        requireRange(memory, flock, file, ofd);
        switch (memory.readShort(flock)) {
          case F_RDLCK -> require(file.reads());
          case F_WRLCK -> require(file.writes());
          case F_UNLCK -> {}
          default -> throw new LinuxError(Errno.EINVAL);
        }
      }
      default -> throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  long flock(OpenFile file, int operation) throws LinuxError {
    final int kind = operation & ~LOCK_NB;
    if (kind != LOCK_SH && kind != LOCK_EX && kind != LOCK_UN) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (kind != LOCK_UN) {
      require(file.reads() || file.writes());
    }
    return 0;
  }

  private static void require(boolean mode) throws LinuxError {
    if (!mode) {
      throw new LinuxError(Errno.EBADF);
    }
  }

  /** flock_to_posix_lock of the kernel. */
  private static void requireRange(UserMemory memory, long flock, OpenFile file, boolean ofd)
      throws LinuxError {
    if (ofd && memory.readInt(flock + OWNER) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long base =
        switch (memory.readShort(flock + WHENCE)) {
          case 0 -> 0;
          case 1 -> file.position();
          case 2 -> file.end();
          default -> throw new LinuxError(Errno.EINVAL);
        };
    final long offset = memory.readLong(flock + START);
    final long start = base + offset;
    if (offset > Long.MAX_VALUE - base) {
      throw new LinuxError(Errno.EOVERFLOW);
    }
    final long length = memory.readLong(flock + LENGTH);
    if (start < 0 || (length < 0 && start + length < 0)) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (length > 0 && length - 1 > Long.MAX_VALUE - start) {
      throw new LinuxError(Errno.EOVERFLOW);
    }
  }
}
