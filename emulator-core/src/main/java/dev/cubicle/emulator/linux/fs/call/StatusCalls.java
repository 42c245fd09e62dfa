package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.path.ResolvedPath;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.LinkNode;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.memory.UserMemory;
import java.nio.charset.StandardCharsets;

/** Calls that look at files and change none (fs/stat.c, fs/statfs.c, faccessat of fs/open.c). */
final class StatusCalls {

  private static final int AT_NO_AUTOMOUNT = 0x800;
  private static final int AT_STATX_SYNC_TYPE = 0x6000;
  private static final int AT_EACCESS = 0x200;

  private static final int STAT_FLAGS =
      PathArguments.AT_SYMLINK_NOFOLLOW | PathArguments.AT_EMPTY_PATH | AT_NO_AUTOMOUNT;
  private static final int ACCESS_FLAGS =
      PathArguments.AT_SYMLINK_NOFOLLOW | PathArguments.AT_EMPTY_PATH | AT_EACCESS;

  /** STATX__RESERVED. */
  private static final int STATX_RESERVED = 0x80000000;

  private static final int EXECUTE = 1;
  private static final int WRITE = 2;

  private final FileTable files;
  private final PathArguments paths;
  private final StatWriter writer = new StatWriter();

  StatusCalls(FileTable files, PathArguments paths) {
    this.files = files;
    this.paths = paths;
  }

  void register(SystemCallTable table) {
    table.add(4, "stat", c -> stat(c, PathResolver.Last.FOLLOW));
    table.add(5, "fstat", this::fstat);
    table.add(6, "lstat", c -> stat(c, PathResolver.Last.NO_FOLLOW));
    table.add(21, "access", this::access);
    table.add(89, "readlink", this::readlink);
    table.add(137, "statfs", this::statfs);
    table.add(138, "fstatfs", this::fstatfs);
    table.add(262, "newfstatat", this::newfstatat);
    table.add(267, "readlinkat", this::readlinkat);
    table.add(269, "faccessat", c -> faccessat(c, 0));
    table.add(332, "statx", this::statx);
    table.add(439, "faccessat2", c -> faccessat(c, c.intArgument(3)));
  }

  private long stat(SystemCallContext c, PathResolver.Last last) throws LinuxError {
    final Inode node = paths.resolve(c, 0, last).existing();
    writer.stat(c.memory(), c.argument(1), node.status());
    return 0;
  }

  private long fstat(SystemCallContext c) throws LinuxError {
    writer.stat(c.memory(), c.argument(1), files.any(c.intArgument(0)).status());
    return 0;
  }

  private long newfstatat(SystemCallContext c) throws LinuxError {
    final int flags = c.intArgument(3);
    requireFlags(flags, STAT_FLAGS);
    writer.stat(c.memory(), c.argument(2), statusAt(c, flags));
    return 0;
  }

  private long statx(SystemCallContext c) throws LinuxError {
    final int flags = c.intArgument(2);
    if ((c.intArgument(3) & STATX_RESERVED) != 0
        || (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE) {
      throw new LinuxError(Errno.EINVAL);
    }
    requireFlags(flags, STAT_FLAGS | AT_STATX_SYNC_TYPE);
    writer.statx(c.memory(), c.argument(4), statusAt(c, flags));
    return 0;
  }

  /** A descriptor's own status may know more than its inode's: it outlives the file's names. */
  private FileStatus statusAt(SystemCallContext c, int flags) throws LinuxError {
    final boolean empty =
        (flags & PathArguments.AT_EMPTY_PATH) != 0 && c.memory().readByte(c.argument(1)) == 0;
    if (empty && c.intArgument(0) != PathArguments.AT_FDCWD) {
      return files.any(c.intArgument(0)).status();
    }
    return paths.existingAt(c, 0, flags).status();
  }

  private long access(SystemCallContext c) throws LinuxError {
    requireAccessMode(c.intArgument(1));
    return access(paths.resolve(c, 0, PathResolver.Last.FOLLOW).existing(), c.intArgument(1));
  }

  private long faccessat(SystemCallContext c, int flags) throws LinuxError {
    requireAccessMode(c.intArgument(2));
    requireFlags(flags, ACCESS_FLAGS);
    return access(paths.existingAt(c, 0, flags), c.intArgument(2));
  }

  private static void requireAccessMode(int mode) throws LinuxError {
    if ((mode & ~7) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
  }

  /** User 0 may do anything but execute what nobody may, and write where nothing can be. */
  private static long access(Inode node, int mode) throws LinuxError {
    if (node instanceof RegularNode
        && (mode & EXECUTE) != 0
        && (node.status().mode() & 0111) == 0) {
      throw new LinuxError(Errno.EACCES);
    }
    final int type = node.status().type();
    final boolean stored =
        type == FileMode.REGULAR || type == FileMode.DIRECTORY || type == FileMode.LINK;
    if ((mode & WRITE) != 0 && stored) {
      node.requireWritableVolume();
    }
    return 0;
  }

  private long readlink(SystemCallContext c) throws LinuxError {
    if (c.intArgument(2) <= 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final ResolvedPath at = paths.resolve(c, 0, PathResolver.Last.NO_FOLLOW);
    return readlink(c.memory(), at.existing(), c.argument(1), c.intArgument(2), Errno.EINVAL);
  }

  private long readlinkat(SystemCallContext c) throws LinuxError {
    if (c.intArgument(3) <= 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final boolean empty = PathArguments.path(c, 1).isEmpty();
    final Inode node =
        paths.existingAt(c, 0, PathArguments.AT_SYMLINK_NOFOLLOW | PathArguments.AT_EMPTY_PATH);
    final Errno otherwise = empty ? Errno.ENOENT : Errno.EINVAL;
    return readlink(c.memory(), node, c.argument(2), c.intArgument(3), otherwise);
  }

  private static long readlink(
      UserMemory memory, Inode node, long address, int limit, Errno otherwise) throws LinuxError {
    if (node instanceof LinkNode link) {
      final byte[] target = link.target().getBytes(StandardCharsets.ISO_8859_1);
      final int length = Math.min(target.length, limit);
      memory.write(address, target, 0, length);
      return length;
    }
    throw new LinuxError(otherwise);
  }

  private long statfs(SystemCallContext c) throws LinuxError {
    final Inode node = paths.resolve(c, 0, PathResolver.Last.FOLLOW).existing();
    writer.statfs(c.memory(), c.argument(1), node.volume());
    return 0;
  }

  private long fstatfs(SystemCallContext c) throws LinuxError {
    final Inode node = files.any(c.intArgument(0)).node();
    writer.statfs(c.memory(), c.argument(1), node.volume());
    return 0;
  }

  private static void requireFlags(int flags, int allowed) throws LinuxError {
    if ((flags & ~allowed) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
  }
}
