package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.vfs.Inode;

/**
 * Extended attributes (fs/xattr.c): there are none, and none can be made. The answers are those of
 * a tmpfs without any.
 */
final class ExtendedAttributeCalls {

  private static final int NAME_LIMIT = 255;

  private final FileTable files;
  private final PathArguments paths;

  ExtendedAttributeCalls(FileTable files, PathArguments paths) {
    this.files = files;
    this.paths = paths;
  }

  /** Finds the file that the first argument means. */
  @FunctionalInterface
  private interface Target {
    Inode find(SystemCallContext c) throws LinuxError;
  }

  void register(SystemCallTable table) {
    register(table, "", 0, c -> paths.resolve(c, 0, PathResolver.Last.FOLLOW).existing());
    register(table, "l", 1, c -> paths.resolve(c, 0, PathResolver.Last.NO_FOLLOW).existing());
    register(table, "f", 2, c -> files.get(c.intArgument(0)).node());
  }

  private static void register(SystemCallTable table, String prefix, int shift, Target target) {
    table.add(188 + shift, prefix + "setxattr", c -> set(c, target));
    table.add(191 + shift, prefix + "getxattr", c -> get(c, target));
    table.add(194 + shift, prefix + "listxattr", c -> list(c, target));
    table.add(197 + shift, prefix + "removexattr", c -> get(c, target));
  }

  private static long set(SystemCallContext c, Target target) throws LinuxError {
    name(c);
    target.find(c).requireWritableVolume();
    throw new LinuxError(Errno.EOPNOTSUPP);
  }

  /** The answer to removing as well. */
  private static long get(SystemCallContext c, Target target) throws LinuxError {
    final String name = name(c);
    target.find(c);
    final boolean known =
        name.startsWith("security.")
            || name.startsWith("trusted.")
            || name.startsWith("system.posix_acl_");
    throw new LinuxError(known ? Errno.ENODATA : Errno.EOPNOTSUPP);
  }

  private static long list(SystemCallContext c, Target target) throws LinuxError {
    target.find(c);
    return 0;
  }

  private static String name(SystemCallContext c) throws LinuxError {
    final String name = c.memory().readString(c.argument(1), NAME_LIMIT + 1);
    if (name == null || name.isEmpty()) {
      throw new LinuxError(Errno.ERANGE);
    }
    return name;
  }
}
