package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.OpenDirectory;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import dev.cubicle.emulator.linux.fs.path.PathResolver;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.DirectoryEntry;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Listing directories and moving between them (fs/readdir.c, fs/d_path.c, chdir of fs/open.c). */
final class DirectoryCalls {

  /** Bytes before the name in {@code struct linux_dirent} and {@code struct linux_dirent64}. */
  private static final int HEADER = 18;

  private static final int HEADER_64 = 19;

  private final FileTable files;
  private final WorkingState working;
  private final PathArguments paths;
  private final ByteBuffer record =
      ByteBuffer.allocate(HEADER_64 + PathResolver.NAME_LIMIT + 16).order(ByteOrder.LITTLE_ENDIAN);

  DirectoryCalls(FileTable files, WorkingState working, PathArguments paths) {
    this.files = files;
    this.working = working;
    this.paths = paths;
  }

  void register(SystemCallTable table) {
    table.add(78, "getdents", c -> getdents(c, false));
    table.add(79, "getcwd", this::getcwd);
    table.add(80, "chdir", this::chdir);
    table.add(81, "fchdir", this::fchdir);
    table.add(217, "getdents64", c -> getdents(c, true));
  }

  private long getdents(SystemCallContext c, boolean wide) throws LinuxError {
    if (!(files.get(c.intArgument(0)) instanceof OpenDirectory open)) {
      throw new LinuxError(Errno.ENOTDIR);
    }
    final long address = c.argument(1);
    final long limit = Integer.toUnsignedLong(c.intArgument(2));
    long done = 0;
    for (DirectoryEntry entry = open.current(); entry != null; entry = open.current()) {
      final int length = layOut(entry, open.position() + 1L, wide);
      if (done + length > limit) {
        if (done == 0) {
          throw new LinuxError(Errno.EINVAL);
        }
        break;
      }
      if (c.memory().writable(address + done, length) < length && done > 0) {
        break;
      }
      c.memory().write(address + done, record.array(), 0, length);
      done += length;
      open.advance();
    }
    return done;
  }

  /** Fills the record and returns its length, a multiple of 8. */
  private int layOut(DirectoryEntry entry, long nextPosition, boolean wide) {
    final byte[] name = entry.name().getBytes(StandardCharsets.ISO_8859_1);
    // The narrow form keeps the type in the last byte, behind the name's NUL.
    final int needed = (wide ? HEADER_64 : HEADER + 1) + name.length + 1;
    final int length = (needed + 7) & ~7;
    final int type = FileMode.directoryEntryType(entry.mode());
    record.clear();
    record.putLong(entry.inode()).putLong(nextPosition).putShort((short) length);
    if (wide) {
      record.put((byte) type);
    }
    record.put(name);
    while (record.position() < length) {
      record.put((byte) 0);
    }
    if (!wide) {
      record.put(length - 1, (byte) type);
    }
    return length;
  }

  private long getcwd(SystemCallContext c) throws LinuxError {
    final String path = working.directory().path().orElseThrow(() -> new LinuxError(Errno.ENOENT));
    final byte[] bytes = (path + '\0').getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length > PathResolver.PATH_LIMIT) {
      throw new LinuxError(Errno.ENAMETOOLONG);
    }
    if (Long.compareUnsigned(c.argument(1), bytes.length) < 0) {
      throw new LinuxError(Errno.ERANGE);
    }
    c.memory().write(c.argument(0), bytes);
    return bytes.length;
  }

  private long chdir(SystemCallContext c) throws LinuxError {
    return enter(paths.resolve(c, 0, PathResolver.Last.FOLLOW).existing());
  }

  private long fchdir(SystemCallContext c) throws LinuxError {
    return enter(files.any(c.intArgument(0)).node());
  }

  private long enter(Inode node) throws LinuxError {
    if (node instanceof Directory directory) {
      working.directory(directory);
      return 0;
    }
    throw new LinuxError(Errno.ENOTDIR);
  }
}
