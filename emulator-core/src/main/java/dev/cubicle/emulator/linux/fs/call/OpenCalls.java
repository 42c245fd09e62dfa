package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.OpenDirectory;
import dev.cubicle.emulator.linux.fs.descriptor.OpenPath;
import dev.cubicle.emulator.linux.fs.descriptor.OpenRegular;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.path.ResolvedPath;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.FileContent;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.LinkNode;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.OpenFlags;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.linux.fs.vfs.SpecialNode;

/** open and its relatives (fs/open.c, do_open and open_last_lookups of fs/namei.c). */
final class OpenCalls {

  /** What O_PATH leaves of the flags (O_PATH_FLAGS of the kernel). */
  private static final int PATH_FLAGS =
      OpenFlags.DIRECTORY | OpenFlags.NO_FOLLOW | OpenFlags.PATH | OpenFlags.CLOSE_ON_EXEC;

  /** {@code struct open_how}: flags, mode, resolve. */
  private static final int OPEN_HOW_BYTES = 24;

  private static final long RESOLVE_NO_XDEV = 1;
  private static final long RESOLVE_NO_MAGICLINKS = 2;
  private static final long RESOLVE_NO_SYMLINKS = 4;
  private static final long RESOLVE_BENEATH = 8;
  private static final long RESOLVE_IN_ROOT = 16;
  private static final long RESOLVE_CACHED = 32;
  private static final long RESOLVE_VALID = 63;

  private final FileTable files;
  private final WorkingState working;
  private final PathArguments paths;

  OpenCalls(FileTable files, WorkingState working, PathArguments paths) {
    this.files = files;
    this.working = working;
    this.paths = paths;
  }

  void register(SystemCallTable table) {
    table.add(
        2, "open", c -> open(c, PathArguments.AT_FDCWD, 0, c.intArgument(1), c.intArgument(2)));
    table.add(
        85,
        "creat",
        c ->
            open(
                c,
                PathArguments.AT_FDCWD,
                0,
                OpenFlags.CREATE | OpenFlags.WRITE_ONLY | OpenFlags.TRUNCATE,
                c.intArgument(1)));
    table.add(257, "openat", c -> open(c, c.intArgument(0), 1, c.intArgument(2), c.intArgument(3)));
    table.add(437, "openat2", this::openat2);
  }

  private long open(SystemCallContext c, int directory, int pathIndex, int flags, int mode)
      throws LinuxError, TaskBlocked {
    // What is meaningless is ignored, not refused (build_open_how of the kernel).
    final int valid = flags & OpenFlags.VALID;
    final int effective =
        (valid & OpenFlags.PATH) != 0 ? valid & PATH_FLAGS : valid | OpenFlags.LARGE_FILE;
    return open(
        directory, PathArguments.path(c, pathIndex), effective, mode, PathResolver.Limits.NONE);
  }

  private long openat2(SystemCallContext c) throws LinuxError, TaskBlocked {
    final long size = c.argument(3);
    final long how = c.argument(2);
    if (size < OPEN_HOW_BYTES) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (size > 4096) {
      throw new LinuxError(Errno.E2BIG);
    }
    for (long at = how + OPEN_HOW_BYTES; at < how + size; at++) {
      if (c.memory().readByte(at) != 0) {
        throw new LinuxError(Errno.E2BIG);
      }
    }
    final long flags = c.memory().readLong(how);
    final long mode = c.memory().readLong(how + 8);
    final long resolve = c.memory().readLong(how + 16);
    final boolean creates =
        (flags & (OpenFlags.CREATE | (OpenFlags.TEMPORARY & ~OpenFlags.DIRECTORY))) != 0;
    final boolean both = (resolve & RESOLVE_BENEATH) != 0 && (resolve & RESOLVE_IN_ROOT) != 0;
    if ((flags & ~OpenFlags.VALID) != 0
        || (resolve & ~RESOLVE_VALID) != 0
        || both
        || (creates ? (mode & ~07777) != 0 : mode != 0)
        || ((flags & OpenFlags.PATH) != 0 && (flags & ~PATH_FLAGS) != 0)) {
      throw new LinuxError(Errno.EINVAL);
    }
    if ((resolve & (RESOLVE_CACHED | RESOLVE_NO_XDEV)) != 0) {
      // Neither is a promise that can be kept here without asking the host.
      throw new LinuxError(Errno.EAGAIN);
    }
    final var limits =
        new PathResolver.Limits(
            (resolve & RESOLVE_NO_SYMLINKS) != 0,
            (resolve & RESOLVE_NO_MAGICLINKS) != 0,
            (resolve & RESOLVE_BENEATH) != 0,
            (resolve & RESOLVE_IN_ROOT) != 0);
    return open(c.intArgument(0), PathArguments.path(c, 1), (int) flags, (int) mode, limits);
  }

  private long open(int directory, String path, int flags, int mode, PathResolver.Limits limits)
      throws LinuxError, TaskBlocked {
    final boolean temporary = (flags & OpenFlags.TEMPORARY) == OpenFlags.TEMPORARY;
    if ((flags & OpenFlags.TEMPORARY & ~OpenFlags.DIRECTORY) != 0
        && (!temporary || !OpenFlags.writes(flags) || (flags & OpenFlags.CREATE) != 0)) {
      throw new LinuxError(Errno.EINVAL);
    }
    files.requireFree(0);
    final boolean creates = (flags & OpenFlags.CREATE) != 0;
    final boolean follow =
        (flags & OpenFlags.NO_FOLLOW) == 0 && !(creates && (flags & OpenFlags.EXCLUSIVE) != 0);
    final ResolvedPath at = paths.resolve(directory, path, last(path, creates, follow), limits);
    final OpenFile file;
    if (temporary) {
      file = temporary(at, flags, mode);
    } else {
      file = creates ? create(at, path, flags, mode) : openExisting(at.existing(), at, flags);
    }
    return files.add(file, (flags & OpenFlags.CLOSE_ON_EXEC) != 0);
  }

  /** A name that is to be made must not end in slashes, whatever it is the name of. */
  private static PathResolver.Last last(String path, boolean creates, boolean follow) {
    if (creates && path.endsWith("/")) {
      return PathResolver.Last.NAME;
    }
    return follow ? PathResolver.Last.FOLLOW : PathResolver.Last.NO_FOLLOW;
  }

  private OpenFile create(ResolvedPath at, String path, int flags, int mode)
      throws LinuxError, TaskBlocked {
    if (at.name() != null && (at.slashes() || path.endsWith("/"))) {
      throw new LinuxError(Errno.EISDIR);
    }
    if (at.node() != null) {
      if ((flags & OpenFlags.EXCLUSIVE) != 0) {
        throw new LinuxError(Errno.EEXIST);
      }
      if (at.node() instanceof Directory) {
        throw new LinuxError(Errno.EISDIR);
      }
      return openExisting(at.node(), at, flags);
    }
    at.parent().requireWritableVolume();
    final RegularNode made = at.parent().createFile(at.name(), working.permissions(mode));
    if ((flags & OpenFlags.DIRECTORY) != 0) {
      throw new LinuxError(Errno.ENOTDIR);
    }
    return regular(made, nameOf(at), flags);
  }

  private OpenFile temporary(ResolvedPath at, int flags, int mode) throws LinuxError {
    if (at.existing() instanceof Directory directory) {
      directory.requireWritableVolume();
      final RegularNode made = directory.createUnnamed(working.permissions(mode));
      return regular(made, "/#unnamed (deleted)", flags);
    }
    throw new LinuxError(Errno.ENOTDIR);
  }

  private OpenFile openExisting(Inode node, ResolvedPath at, int flags)
      throws LinuxError, TaskBlocked {
    if ((flags & OpenFlags.DIRECTORY) != 0 && !(node instanceof Directory)) {
      throw new LinuxError(Errno.ENOTDIR);
    }
    if ((flags & OpenFlags.PATH) != 0) {
      return new OpenPath(node, nameOf(at), flags);
    }
    return switch (node) {
      case LinkNode link -> throw new LinuxError(Errno.ELOOP);
      case Directory found -> {
        if (OpenFlags.writes(flags) || (flags & OpenFlags.TRUNCATE) != 0) {
          throw new LinuxError(Errno.EISDIR);
        }
        yield new OpenDirectory(found, flags);
      }
      case SpecialNode special -> special.open(flags);
      case RegularNode regular -> {
        if (OpenFlags.writes(flags) || (flags & OpenFlags.TRUNCATE) != 0) {
          regular.requireWritableVolume();
        }
        yield regular(regular, nameOf(at), flags);
      }
    };
  }

  private static OpenFile regular(RegularNode node, String name, int flags) throws LinuxError {
    final boolean truncates = (flags & OpenFlags.TRUNCATE) != 0;
    final FileContent content = node.open(OpenFlags.writes(flags) || truncates);
    if (truncates) {
      try {
        node.truncate(content, 0);
      } catch (LinuxError e) {
        content.close();
        throw e;
      }
    }
    return new OpenRegular(node, content, name, flags);
  }

  /** The path that reports and {@code /proc/self/fd} show. */
  private static String nameOf(ResolvedPath at) throws LinuxError {
    final String parent = at.parent().path().orElse("(deleted)");
    if (at.name() == null) {
      return parent;
    }
    return parent.endsWith("/") ? parent + at.name() : parent + "/" + at.name();
  }
}
