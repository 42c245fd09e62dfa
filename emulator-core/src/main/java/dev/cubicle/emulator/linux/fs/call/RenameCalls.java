package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.path.ResolvedPath;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.Inode;

/**
 * rename and its relatives: do_renameat2 and vfs_rename of the kernel, in their order of checks.
 */
final class RenameCalls {

  private static final int NO_REPLACE = 1;
  private static final int EXCHANGE = 2;
  private static final int WHITEOUT = 4;

  private final PathArguments paths;

  RenameCalls(PathArguments paths) {
    this.paths = paths;
  }

  void register(SystemCallTable table) {
    final PathResolver.Last name = PathResolver.Last.NAME;
    table.add(82, "rename", c -> rename(paths.resolve(c, 0, name), paths.resolve(c, 1, name), 0));
    table.add(
        264, "renameat", c -> rename(paths.resolveAt(c, 0, name), paths.resolveAt(c, 2, name), 0));
    table.add(
        316,
        "renameat2",
        c -> {
          final int flags = c.intArgument(4);
          final boolean valid =
              (flags & ~(NO_REPLACE | EXCHANGE | WHITEOUT)) == 0
                  && !((flags & EXCHANGE) != 0 && (flags & (NO_REPLACE | WHITEOUT)) != 0);
          // Whiteouts are device nodes, which cannot be made here.
          if (!valid || (flags & WHITEOUT) != 0) {
            throw new LinuxError(Errno.EINVAL);
          }
          return rename(paths.resolveAt(c, 0, name), paths.resolveAt(c, 2, name), flags);
        });
  }

  private static long rename(ResolvedPath from, ResolvedPath to, int flags) throws LinuxError {
    final boolean exchange = (flags & EXCHANGE) != 0;
    if (from.parent().volume() != to.parent().volume()) {
      throw new LinuxError(Errno.EXDEV);
    }
    if (from.name() == null) {
      throw new LinuxError(Errno.EBUSY);
    }
    if (to.name() == null) {
      throw new LinuxError((flags & NO_REPLACE) != 0 ? Errno.EEXIST : Errno.EBUSY);
    }
    from.parent().requireWritableVolume();
    final Inode source = from.existing();
    final Inode target = exchange ? to.existing() : to.node();
    if (target != null && (flags & NO_REPLACE) != 0) {
      throw new LinuxError(Errno.EEXIST);
    }
    checkSlashes(from, to, exchange);
    checkLoop(source, to.parent(), Errno.EINVAL);
    if (target != null) {
      checkLoop(target, from.parent(), exchange ? Errno.EINVAL : Errno.ENOTEMPTY);
    }
    if (source == target) {
      return 0;
    }
    if (target != null && !exchange) {
      checkKinds(source, target);
    }
    checkMounts(from, source);
    checkMounts(to, target);
    if (exchange) {
      from.parent().exchange(from.name(), to.parent(), to.name());
    } else {
      from.parent().rename(from.name(), to.parent(), to.name());
    }
    return 0;
  }

  /** Slashes after a name ask for a directory. */
  private static void checkSlashes(ResolvedPath from, ResolvedPath to, boolean exchange)
      throws LinuxError {
    if (exchange) {
      if (to.slashes() && !(to.node() instanceof Directory)) {
        throw new LinuxError(Errno.ENOTDIR);
      }
    }
    if (!(from.node() instanceof Directory)) {
      if (from.slashes() || (!exchange && to.slashes())) {
        throw new LinuxError(Errno.ENOTDIR);
      }
    }
  }

  private static void checkLoop(Inode moved, Directory into, Errno error) throws LinuxError {
    if (moved instanceof Directory directory && into.isWithin(directory)) {
      throw new LinuxError(error);
    }
  }

  private static void checkKinds(Inode source, Inode target) throws LinuxError {
    if (source instanceof Directory && !(target instanceof Directory)) {
      throw new LinuxError(Errno.ENOTDIR);
    }
    if (!(source instanceof Directory) && target instanceof Directory) {
      throw new LinuxError(Errno.EISDIR);
    }
  }

  private static void checkMounts(ResolvedPath at, Inode node) throws LinuxError {
    if (at.isMountPoint() || (node instanceof Directory directory && directory.holdsMounts())) {
      throw new LinuxError(Errno.EBUSY);
    }
  }
}
