package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.path.ResolvedPath;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.Inode;

/** Turns path arguments, with or without a directory descriptor, into resolved paths. */
final class PathArguments {

  /** Directory descriptor that stands for the working directory. */
  static final int AT_FDCWD = -100;

  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_EMPTY_PATH = 0x1000;

  private final FileTable files;
  private final WorkingState working;
  private final PathResolver resolver;

  PathArguments(FileTable files, WorkingState working, PathResolver resolver) {
    this.files = files;
    this.working = working;
    this.resolver = resolver;
  }

  /**
   * The path at argument {@code index}.
   *
   * @throws LinuxError ENAMETOOLONG
   */
  static String path(SystemCallContext c, int index) throws LinuxError {
    final String path = c.memory().readString(c.argument(index), PathResolver.PATH_LIMIT);
    if (path == null) {
      throw new LinuxError(Errno.ENAMETOOLONG);
    }
    return path;
  }

  /** Path at argument {@code index}, relative to the working directory. */
  ResolvedPath resolve(SystemCallContext c, int index, PathResolver.Last last) throws LinuxError {
    return resolver.resolve(working.directory(), path(c, index), last);
  }

  /** Path at argument {@code index + 1}, relative to the directory descriptor at {@code index}. */
  ResolvedPath resolveAt(SystemCallContext c, int index, PathResolver.Last last) throws LinuxError {
    final String path = path(c, index + 1);
    return resolve(c.intArgument(index), path, last);
  }

  ResolvedPath resolve(int directory, String path, PathResolver.Last last) throws LinuxError {
    return resolve(directory, path, last, PathResolver.Limits.NONE);
  }

  ResolvedPath resolve(
      int directory, String path, PathResolver.Last last, PathResolver.Limits limits)
      throws LinuxError {
    if (path.isEmpty()) {
      throw new LinuxError(Errno.ENOENT);
    }
    final boolean needsBase = !path.startsWith("/") || limits.inRoot();
    return resolver.resolve(needsBase ? base(directory) : resolver.root(), path, last, limits);
  }

  /**
   * The file that the *at calls with flags mean: a path, or with AT_EMPTY_PATH and an empty path
   * the descriptor itself.
   */
  Inode existingAt(SystemCallContext c, int index, int flags) throws LinuxError {
    final String path = path(c, index + 1);
    if (path.isEmpty() && (flags & AT_EMPTY_PATH) != 0) {
      return descriptorNode(c.intArgument(index));
    }
    final var last =
        (flags & AT_SYMLINK_NOFOLLOW) != 0 ? PathResolver.Last.NO_FOLLOW : PathResolver.Last.FOLLOW;
    return resolve(c.intArgument(index), path, last).existing();
  }

  /** The file behind a descriptor; AT_FDCWD is the working directory. */
  Inode descriptorNode(int descriptor) throws LinuxError {
    return descriptor == AT_FDCWD ? working.directory() : files.any(descriptor).node();
  }

  private Directory base(int descriptor) throws LinuxError {
    if (descriptorNode(descriptor) instanceof Directory directory) {
      return directory;
    }
    throw new LinuxError(Errno.ENOTDIR);
  }
}
