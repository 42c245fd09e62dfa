package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.LinkNode;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;
import dev.cubicle.emulator.memory.UserMemory;

/** Calls that change modes, owners and times (fs/open.c, fs/utimes.c). */
final class ChangeCalls {

  private static final long UTIME_NOW = 0x3fffffff;
  private static final long UTIME_OMIT = 0x3ffffffe;

  private static final int FOLLOW_FLAGS =
      PathArguments.AT_SYMLINK_NOFOLLOW | PathArguments.AT_EMPTY_PATH;

  private final FileTable files;
  private final PathArguments paths;

  ChangeCalls(FileTable files, PathArguments paths) {
    this.files = files;
    this.paths = paths;
  }

  void register(SystemCallTable table) {
    table.add(90, "chmod", c -> chmod(followed(c, 0), c.intArgument(1)));
    table.add(91, "fchmod", c -> chmod(files.get(c.intArgument(0)).node(), c.intArgument(1)));
    table.add(92, "chown", c -> chown(followed(c, 0), c.intArgument(1), c.intArgument(2)));
    table.add(
        93,
        "fchown",
        c -> chown(files.get(c.intArgument(0)).node(), c.intArgument(1), c.intArgument(2)));
    table.add(
        94,
        "lchown",
        c ->
            chown(
                paths.resolve(c, 0, PathResolver.Last.NO_FOLLOW).existing(),
                c.intArgument(1),
                c.intArgument(2)));
    table.add(132, "utime", this::utime);
    table.add(235, "utimes", c -> utimes(c, followed(c, 0), c.argument(1)));
    table.add(260, "fchownat", this::fchownat);
    table.add(261, "futimesat", this::futimesat);
    table.add(268, "fchmodat", c -> chmod(paths.existingAt(c, 0, 0), c.intArgument(2)));
    table.add(280, "utimensat", this::utimensat);
  }

  private Inode followed(SystemCallContext c, int index) throws LinuxError {
    return paths.resolve(c, index, PathResolver.Last.FOLLOW).existing();
  }

  private static long chmod(Inode node, int mode) throws LinuxError {
    node.requireWritableVolume();
    if (node instanceof LinkNode) {
      throw new LinuxError(Errno.EOPNOTSUPP);
    }
    node.changeMode(mode & FileMode.PERMISSIONS);
    return 0;
  }

  private static long chown(Inode node, int owner, int group) throws LinuxError {
    node.requireWritableVolume();
    node.changeOwner(owner, group);
    return 0;
  }

  private long fchownat(SystemCallContext c) throws LinuxError {
    final int flags = c.intArgument(4);
    requireFlags(flags);
    return chown(paths.existingAt(c, 0, flags), c.intArgument(2), c.intArgument(3));
  }

  private long utime(SystemCallContext c) throws LinuxError {
    final long times = c.argument(1);
    final Inode node = followed(c, 0);
    if (times == 0) {
      return change(node, Timestamp.now(), Timestamp.now());
    }
    return change(
        node,
        new Timestamp(c.memory().readLong(times), 0),
        new Timestamp(c.memory().readLong(times + 8), 0));
  }

  private long futimesat(SystemCallContext c) throws LinuxError {
    final Inode node =
        c.argument(1) == 0 ? files.get(c.intArgument(0)).node() : paths.existingAt(c, 0, 0);
    return utimes(c, node, c.argument(2));
  }

  private static long utimes(SystemCallContext c, Inode node, long times) throws LinuxError {
    if (times == 0) {
      final Timestamp now = Timestamp.now();
      return change(node, now, now);
    }
    return change(node, timeval(c.memory(), times), timeval(c.memory(), times + 16));
  }

  private long utimensat(SystemCallContext c) throws LinuxError {
    final int flags = c.intArgument(3);
    final long times = c.argument(2);
    Timestamp accessed = Timestamp.now();
    Timestamp modified = accessed;
    if (times != 0) {
      accessed = timespec(c.memory(), times);
      modified = timespec(c.memory(), times + 16);
      if (accessed == null && modified == null) {
        return 0;
      }
    }
    requireFlags(flags);
    if (c.argument(1) == 0) {
      if (c.intArgument(0) == PathArguments.AT_FDCWD) {
        throw new LinuxError(Errno.EFAULT);
      }
      if (flags != 0) {
        throw new LinuxError(Errno.EINVAL);
      }
      return change(files.get(c.intArgument(0)).node(), accessed, modified);
    }
    return change(paths.existingAt(c, 0, flags), accessed, modified);
  }

  private static long change(Inode node, Timestamp accessed, Timestamp modified) throws LinuxError {
    node.requireWritableVolume();
    node.changeTimes(accessed, modified);
    return 0;
  }

  private static Timestamp timeval(UserMemory memory, long address) throws LinuxError {
    final long microseconds = memory.readLong(address + 8);
    if (microseconds < 0 || microseconds >= 1_000_000) {
      throw new LinuxError(Errno.EINVAL);
    }
    return new Timestamp(memory.readLong(address), (int) microseconds * 1000);
  }

  /** {@code null} for UTIME_OMIT. */
  private static Timestamp timespec(UserMemory memory, long address) throws LinuxError {
    final long nanoseconds = memory.readLong(address + 8);
    if (nanoseconds == UTIME_OMIT) {
      return null;
    }
    if (nanoseconds == UTIME_NOW) {
      return Timestamp.now();
    }
    if (nanoseconds < 0 || nanoseconds >= 1_000_000_000) {
      throw new LinuxError(Errno.EINVAL);
    }
    return new Timestamp(memory.readLong(address), (int) nanoseconds);
  }

  private static void requireFlags(int flags) throws LinuxError {
    if ((flags & ~FOLLOW_FLAGS) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
  }
}
