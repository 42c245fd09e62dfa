package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.OpenRegular;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;

/** sendfile and copy_file_range (fs/read_write.c). */
final class CopyCalls {

  private final FileTable files;
  private final Transfer transfer;

  CopyCalls(FileTable files, Transfer transfer) {
    this.files = files;
    this.transfer = transfer;
  }

  void register(SystemCallTable table) {
    table.add(40, "sendfile", this::sendfile);
    table.add(326, "copy_file_range", this::copyFileRange);
  }

  private long sendfile(SystemCallContext c) throws LinuxError, TaskBlocked {
    final OpenFile in = files.readable(c.intArgument(1));
    final long pointer = c.argument(2);
    final long count = c.argument(3);
    if (pointer != 0 && !in.seekable()) {
      throw new LinuxError(Errno.ESPIPE);
    }
    final OpenFile out = files.writable(c.intArgument(0));
    if (!in.seekable() || out.appends() || count < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long from = pointer == 0 ? in.position() : c.memory().readLong(pointer);
    if (from < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long done = copy(in, from, out, out.seekable() ? out.position() : 0, count);
    if (done == OpenFile.WOULD_BLOCK) {
      throw Transfer.untilWritable(out, 0);
    }
    if (out.seekable()) {
      out.position(out.position() + done);
    }
    advance(c, in, pointer, from + done);
    return done;
  }

  private long copyFileRange(SystemCallContext c) throws LinuxError {
    if (c.intArgument(5) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final OpenFile in = files.get(c.intArgument(0));
    final OpenFile out = files.get(c.intArgument(2));
    if (in.node() instanceof Directory || out.node() instanceof Directory) {
      throw new LinuxError(Errno.EISDIR);
    }
    if (!(in instanceof OpenRegular) || !(out instanceof OpenRegular)) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (!in.reads() || !out.writes() || out.appends()) {
      throw new LinuxError(Errno.EBADF);
    }
    final long count = c.argument(4);
    final long from = c.argument(1) == 0 ? in.position() : c.memory().readLong(c.argument(1));
    final long to = c.argument(3) == 0 ? out.position() : c.memory().readLong(c.argument(3));
    if (from < 0 || to < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (count < 0 || count > Long.MAX_VALUE - from || count > Long.MAX_VALUE - to) {
      throw new LinuxError(Errno.EOVERFLOW);
    }
    final long length = Math.min(count, Math.max(0, in.end() - from));
    if (in.node() == out.node() && to + length > from && to < from + length) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long done = copy(in, from, out, to, length);
    advance(c, in, c.argument(1), from + done);
    advance(c, out, c.argument(3), to + done);
    return done;
  }

  private static void advance(SystemCallContext c, OpenFile file, long pointer, long position) {
    if (pointer == 0) {
      file.position(position);
    } else {
      c.memory().writeLong(pointer, position);
    }
  }

  /**
   * @return how many bytes, or {@link OpenFile#WOULD_BLOCK} when not even one could be written
   */
  private long copy(OpenFile in, long from, OpenFile out, long to, long count) throws LinuxError {
    final byte[] buffer = transfer.buffer();
    final long wanted = Math.min(count, Transfer.LIMIT);
    long done = 0;
    while (done < wanted) {
      final int part = (int) Math.min(wanted - done, buffer.length);
      final int written;
      final int read;
      try {
        read = in.readAt(from + done, buffer, 0, part);
        if (read <= 0) {
          break;
        }
        written =
            out.seekable() ? out.writeAt(to + done, buffer, 0, read) : out.write(buffer, 0, read);
      } catch (LinuxError e) {
        transfer.reportBrokenPipe(e);
        if (done > 0) {
          break;
        }
        throw e;
      }
      if (written == OpenFile.WOULD_BLOCK) {
        return done == 0 ? OpenFile.WOULD_BLOCK : done;
      }
      done += written;
      if (written < read) {
        break;
      }
    }
    return done;
  }
}
