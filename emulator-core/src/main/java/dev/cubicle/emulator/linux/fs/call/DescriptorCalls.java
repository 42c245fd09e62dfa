package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.pipe.Pipe;
import dev.cubicle.emulator.linux.fs.pipe.PipeEnd;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.OpenFlags;

/** Calls on descriptors themselves (fs/file.c, fs/fcntl.c). */
final class DescriptorCalls {

  private static final int F_DUPFD = 0;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_SETOWN = 8;
  private static final int F_GETOWN = 9;
  private static final int F_SETSIG = 10;
  private static final int F_GETSIG = 11;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;

  private static final int FD_CLOEXEC = 1;

  private static final int CLOSE_RANGE_UNSHARE = 2;
  private static final int CLOSE_RANGE_CLOEXEC = 4;

  private final FileTable files;
  private final LockCommands locks;

  DescriptorCalls(FileTable files, LockCommands locks) {
    this.files = files;
    this.locks = locks;
  }

  void register(SystemCallTable table) {
    table.add(3, "close", this::close);
    table.add(32, "dup", this::dup);
    table.add(33, "dup2", this::dup2);
    table.add(72, "fcntl", this::fcntl);
    table.add(292, "dup3", this::dup3);
    table.add(436, "close_range", this::closeRange);
  }

  private long close(SystemCallContext c) throws LinuxError {
    files.close(c.intArgument(0));
    return 0;
  }

  private long dup(SystemCallContext c) throws LinuxError {
    return files.add(files.any(c.intArgument(0)), false);
  }

  private long dup2(SystemCallContext c) throws LinuxError {
    final int from = c.intArgument(0);
    final int to = c.intArgument(1);
    final OpenFile file = files.any(from);
    if (from != to) {
      files.replace(to, file, false);
    }
    return to;
  }

  private long dup3(SystemCallContext c) throws LinuxError {
    final int from = c.intArgument(0);
    final int to = c.intArgument(1);
    final int flags = c.intArgument(2);
    if ((flags & ~OpenFlags.CLOSE_ON_EXEC) != 0 || from == to) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (to < 0 || to >= files.limit()) {
      throw new LinuxError(Errno.EBADF);
    }
    files.replace(to, files.any(from), flags != 0);
    return to;
  }

  private long closeRange(SystemCallContext c) throws LinuxError {
    final long first = Integer.toUnsignedLong(c.intArgument(0));
    final long last = Integer.toUnsignedLong(c.intArgument(1));
    final int flags = c.intArgument(2);
    if ((flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) != 0 || first > last) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long end = Math.min(last + 1, files.size());
    for (int descriptor = (int) Math.min(first, end); descriptor < end; descriptor++) {
      if (files.find(descriptor) != null) {
        if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
          files.closeOnExec(descriptor, true);
        } else {
          files.close(descriptor);
        }
      }
    }
    return 0;
  }

  private long fcntl(SystemCallContext c) throws LinuxError {
    final int descriptor = c.intArgument(0);
    final int command = c.intArgument(1);
    final OpenFile file = files.any(descriptor);
    if (file.pathOnly() && !worksOnPaths(command)) {
      throw new LinuxError(Errno.EBADF);
    }
    return switch (command) {
      case F_DUPFD -> duplicate(file, c.intArgument(2), false);
      case F_DUPFD_CLOEXEC -> duplicate(file, c.intArgument(2), true);
      case F_GETFD -> files.closesOnExec(descriptor) ? FD_CLOEXEC : 0;
      case F_SETFD -> {
        files.closeOnExec(descriptor, (c.intArgument(2) & FD_CLOEXEC) != 0);
        yield 0;
      }
      case F_GETFL -> file.flags();
      case F_SETFL -> {
        file.changeFlags(c.intArgument(2));
        yield 0;
      }
      // Nothing here ever sends SIGIO.
      case F_SETOWN, F_SETSIG, F_GETOWN, F_GETSIG -> 0;
      case F_GETPIPE_SZ -> pipe(file).capacity();
      case F_SETPIPE_SZ -> pipe(file).resize(Integer.toUnsignedLong(c.intArgument(2)));
      default -> locks.fcntl(c, file, command);
    };
  }

  private long duplicate(OpenFile file, int from, boolean onExec) throws LinuxError {
    if (from < 0 || from >= files.limit()) {
      throw new LinuxError(Errno.EINVAL);
    }
    return files.add(file, from, onExec);
  }

  private static Pipe pipe(OpenFile file) throws LinuxError {
    if (file instanceof PipeEnd end) {
      return end.pipe();
    }
    throw new LinuxError(Errno.EBADF);
  }

  /** check_fcntl_cmd of the kernel. */
  private static boolean worksOnPaths(int command) {
    return switch (command) {
      case F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL -> true;
      default -> false;
    };
  }
}
