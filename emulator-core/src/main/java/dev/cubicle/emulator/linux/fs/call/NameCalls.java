package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.path.ResolvedPath;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.Inode;

/** Calls that make and remove names (fs/namei.c); renaming is in {@link RenameCalls}. */
final class NameCalls {

  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_SYMLINK_FOLLOW = 0x400;

  private final WorkingState working;
  private final PathArguments paths;

  NameCalls(WorkingState working, PathArguments paths) {
    this.working = working;
    this.paths = paths;
  }

  void register(SystemCallTable table) {
    table.add(83, "mkdir", c -> mkdir(named(c, 0), c.intArgument(1)));
    table.add(84, "rmdir", c -> rmdir(named(c, 0)));
    table.add(86, "link", c -> link(paths.resolve(c, 0, PathResolver.Last.NO_FOLLOW), named(c, 1)));
    table.add(87, "unlink", c -> unlink(named(c, 0)));
    table.add(88, "symlink", c -> symlink(PathArguments.path(c, 0), named(c, 1)));
    table.add(95, "umask", this::umask);
    table.add(133, "mknod", c -> mknod(named(c, 0), c.intArgument(1)));
    table.add(258, "mkdirat", c -> mkdir(namedAt(c, 0), c.intArgument(2)));
    table.add(259, "mknodat", c -> mknod(namedAt(c, 0), c.intArgument(2)));
    table.add(263, "unlinkat", this::unlinkat);
    table.add(265, "linkat", this::linkat);
    table.add(266, "symlinkat", c -> symlink(PathArguments.path(c, 0), namedAt(c, 1)));
  }

  private ResolvedPath named(SystemCallContext c, int index) throws LinuxError {
    return paths.resolve(c, index, PathResolver.Last.NAME);
  }

  private ResolvedPath namedAt(SystemCallContext c, int index) throws LinuxError {
    return paths.resolveAt(c, index, PathResolver.Last.NAME);
  }

  private long umask(SystemCallContext c) {
    final int before = working.umask();
    working.umask(c.intArgument(0));
    return before;
  }

  /**
   * A place for something new (filename_create of the kernel): an existing file is EEXIST even on a
   * read-only volume.
   *
   * @param directory whether slashes may follow the name
   */
  private static Directory placeFor(ResolvedPath at, boolean directory) throws LinuxError {
    if (at.node() != null) {
      throw new LinuxError(Errno.EEXIST);
    }
    if (at.slashes() && !directory) {
      throw new LinuxError(Errno.ENOENT);
    }
    at.parent().requireWritableVolume();
    return at.parent();
  }

  private long mkdir(ResolvedPath at, int mode) throws LinuxError {
    // Set-user-ID and set-group-ID mean nothing here (vfs_prepare_mode of the kernel).
    placeFor(at, true).createDirectory(at.name(), working.permissions(mode) & 01777);
    return 0;
  }

  private long symlink(String target, ResolvedPath at) throws LinuxError {
    if (target.isEmpty()) {
      throw new LinuxError(Errno.ENOENT);
    }
    placeFor(at, false).createLink(at.name(), target);
    return 0;
  }

  private long mknod(ResolvedPath at, int mode) throws LinuxError {
    final Directory parent = placeFor(at, false);
    final int permissions = working.permissions(mode);
    switch (mode & FileMode.TYPE_MASK) {
      case 0, FileMode.REGULAR -> parent.createFile(at.name(), permissions);
      // Devices would need a kernel behind them, named pipes and sockets another process.
      case FileMode.FIFO,
          FileMode.SOCKET,
          FileMode.CHARACTER_DEVICE,
          FileMode.BLOCK_DEVICE,
          FileMode.DIRECTORY ->
          throw new LinuxError(Errno.EPERM);
      default -> throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  private long linkat(SystemCallContext c) throws LinuxError {
    final int flags = c.intArgument(4);
    if ((flags & ~(AT_SYMLINK_FOLLOW | PathArguments.AT_EMPTY_PATH)) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final String from = PathArguments.path(c, 1);
    final ResolvedPath to = namedAt(c, 2);
    if (from.isEmpty() && (flags & PathArguments.AT_EMPTY_PATH) != 0) {
      return link(paths.descriptorNode(c.intArgument(0)), to);
    }
    final var last =
        (flags & AT_SYMLINK_FOLLOW) != 0 ? PathResolver.Last.FOLLOW : PathResolver.Last.NO_FOLLOW;
    return link(paths.resolve(c.intArgument(0), from, last), to);
  }

  private static long link(ResolvedPath from, ResolvedPath to) throws LinuxError {
    return link(from.existing(), to);
  }

  private static long link(Inode existing, ResolvedPath to) throws LinuxError {
    final Directory parent = placeFor(to, false);
    if (existing.volume() != parent.volume()) {
      throw new LinuxError(Errno.EXDEV);
    }
    if (existing instanceof Directory) {
      throw new LinuxError(Errno.EPERM);
    }
    parent.link(to.name(), existing);
    return 0;
  }

  private long unlinkat(SystemCallContext c) throws LinuxError {
    final int flags = c.intArgument(2);
    if ((flags & ~AT_REMOVEDIR) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    return flags == 0 ? unlink(namedAt(c, 0)) : rmdir(namedAt(c, 0));
  }

  private static long unlink(ResolvedPath at) throws LinuxError {
    if (at.name() == null) {
      throw new LinuxError(Errno.EISDIR);
    }
    final Inode node = at.existing();
    if (at.slashes()) {
      throw new LinuxError(node instanceof Directory ? Errno.EISDIR : Errno.ENOTDIR);
    }
    at.parent().requireWritableVolume();
    if (node instanceof Directory) {
      throw new LinuxError(Errno.EISDIR);
    }
    if (at.isMountPoint()) {
      throw new LinuxError(Errno.EBUSY);
    }
    at.parent().unlink(at.name());
    return 0;
  }

  private static long rmdir(ResolvedPath at) throws LinuxError {
    switch (at.kind()) {
      case DOT_DOT -> throw new LinuxError(Errno.ENOTEMPTY);
      case DOT -> throw new LinuxError(Errno.EINVAL);
      case ROOT -> throw new LinuxError(Errno.EBUSY);
      case NAME -> {}
    }
    final Inode node = at.existing();
    at.parent().requireWritableVolume();
    if (!(node instanceof Directory directory)) {
      throw new LinuxError(Errno.ENOTDIR);
    }
    if (at.isMountPoint() || directory.holdsMounts()) {
      throw new LinuxError(Errno.EBUSY);
    }
    at.parent().removeDirectory(at.name());
    return 0;
  }
}
