package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.OpenRegular;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.FileContent;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;

/** Sizes, storage, synchronisation and locks of files (fs/open.c, fs/sync.c, mm/fadvise.c). */
final class StorageCalls {

  private static final int FALLOC_KEEP_SIZE = 1;
  private static final int FALLOC_PUNCH_HOLE = 2;

  private static final int LAST_ADVICE = 5;
  private static final int SYNC_FILE_RANGE_FLAGS = 7;

  private final FileTable files;
  private final PathArguments paths;
  private final LockCommands locks;

  StorageCalls(FileTable files, PathArguments paths, LockCommands locks) {
    this.files = files;
    this.paths = paths;
    this.locks = locks;
  }

  void register(SystemCallTable table) {
    table.add(73, "flock", c -> locks.flock(files.get(c.intArgument(0)), c.intArgument(1)));
    table.add(74, "fsync", this::fsync);
    table.add(75, "fdatasync", this::fsync);
    table.add(76, "truncate", this::truncate);
    table.add(77, "ftruncate", this::ftruncate);
    // The host's own cache is synchronised file by file; there is nothing above it to write out.
    table.add(162, "sync", c -> 0);
    table.add(187, "readahead", this::readahead);
    table.add(221, "fadvise64", this::fadvise);
    table.add(277, "sync_file_range", this::syncFileRange);
    table.add(285, "fallocate", this::fallocate);
    table.add(306, "syncfs", this::syncfs);
  }

  private long fsync(SystemCallContext c) throws LinuxError {
    files.get(c.intArgument(0)).sync();
    return 0;
  }

  private long syncfs(SystemCallContext c) throws LinuxError {
    files.get(c.intArgument(0));
    return 0;
  }

  private long truncate(SystemCallContext c) throws LinuxError {
    if (c.argument(1) < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final Inode node = paths.resolve(c, 0, PathResolver.Last.FOLLOW).existing();
    if (node instanceof Directory) {
      throw new LinuxError(Errno.EISDIR);
    }
    if (!(node instanceof RegularNode regular)) {
      throw new LinuxError(Errno.EINVAL);
    }
    regular.requireWritableVolume();
    final FileContent content = regular.open(true);
    try {
      regular.truncate(content, c.argument(1));
    } finally {
      content.close();
    }
    return 0;
  }

  private long ftruncate(SystemCallContext c) throws LinuxError {
    final long size = c.argument(1);
    if (size < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final OpenFile file = files.get(c.intArgument(0));
    if (!(file instanceof OpenRegular regular) || !file.writes()) {
      throw new LinuxError(Errno.EINVAL);
    }
    regular.truncate(size);
    return 0;
  }

  private long fallocate(SystemCallContext c) throws LinuxError {
    final int mode = c.intArgument(1);
    final long offset = c.argument(2);
    final long length = c.argument(3);
    final OpenFile file = files.get(c.intArgument(0));
    if (offset < 0 || length <= 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final boolean punches = mode == (FALLOC_PUNCH_HOLE | FALLOC_KEEP_SIZE);
    if (mode != 0 && mode != FALLOC_KEEP_SIZE && !punches) {
      throw new LinuxError(Errno.EOPNOTSUPP);
    }
    if (!file.writes()) {
      throw new LinuxError(Errno.EBADF);
    }
    if (!(file instanceof OpenRegular regular)) {
      final boolean pipe = file.status().type() == FileMode.FIFO;
      throw new LinuxError(pipe ? Errno.ESPIPE : Errno.ENODEV);
    }
    if (offset > Long.MAX_VALUE - length) {
      throw new LinuxError(Errno.EFBIG);
    }
    if (punches) {
      regular.punch(offset, length);
    } else {
      regular.content().allocate(offset, length);
      if (mode == 0 && offset + length > regular.content().size()) {
        regular.truncate(offset + length);
      }
    }
    return 0;
  }

  /** Advice is checked and then needs nothing done. */
  private long fadvise(SystemCallContext c) throws LinuxError {
    final OpenFile file = files.get(c.intArgument(0));
    if (file.status().type() == FileMode.FIFO) {
      throw new LinuxError(Errno.ESPIPE);
    }
    if (c.argument(2) < 0 || c.intArgument(3) < 0 || c.intArgument(3) > LAST_ADVICE) {
      throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  private long readahead(SystemCallContext c) throws LinuxError {
    if (!(files.readable(c.intArgument(0)) instanceof OpenRegular)) {
      throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  private long syncFileRange(SystemCallContext c) throws LinuxError {
    final OpenFile file = files.get(c.intArgument(0));
    final long offset = c.argument(1);
    final long length = c.argument(2);
    if ((c.intArgument(3) & ~SYNC_FILE_RANGE_FLAGS) != 0
        || offset < 0
        || length < 0
        || offset > Long.MAX_VALUE - length) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (!(file instanceof OpenRegular) && !(file.node() instanceof Directory)) {
      throw new LinuxError(Errno.ESPIPE);
    }
    file.sync();
    return 0;
  }
}
