package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.OpenDirectory;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;

/** read, write and their relatives with positions and vectors (fs/read_write.c). */
final class ReadWriteCalls {

  /** Greatest number of elements of a vector (UIO_MAXIOV). */
  private static final int VECTOR_LIMIT = 1024;

  static final int VECTOR_ELEMENT_BYTES = 16;

  private final FileTable files;
  private final Transfer transfer;

  ReadWriteCalls(FileTable files, Transfer transfer) {
    this.files = files;
    this.transfer = transfer;
  }

  void register(SystemCallTable table) {
    table.add(0, "read", this::read);
    table.add(1, "write", this::write);
    table.add(8, "lseek", this::lseek);
    table.add(17, "pread64", this::pread);
    table.add(18, "pwrite64", this::pwrite);
    table.add(19, "readv", c -> readVector(c, files.readable(c.intArgument(0)), Transfer.CURRENT));
    table.add(
        20, "writev", c -> writeVector(c, files.writable(c.intArgument(0)), Transfer.CURRENT));
    table.add(295, "preadv", c -> readVector(c, readableAt(c), c.argument(3)));
    table.add(296, "pwritev", c -> writeVector(c, writableAt(c), c.argument(3)));
    table.add(327, "preadv2", this::preadv2);
    table.add(328, "pwritev2", this::pwritev2);
  }

  private long read(SystemCallContext c) throws LinuxError, TaskBlocked {
    return read(c.memory(), files.readable(c.intArgument(0)), c.argument(1), c.argument(2));
  }

  private long read(UserMemory memory, OpenFile file, long address, long length)
      throws LinuxError, TaskBlocked {
    requireRange(memory, address, length);
    if (file.seekable()) {
      final long position = file.position();
      final long count = transfer.readAt(file, position, memory, address, length);
      file.position(position + count);
      return count;
    }
    final long count = transfer.readStream(file, memory, address, length);
    if (count == OpenFile.WOULD_BLOCK) {
      throw Transfer.untilReadable(file);
    }
    return count;
  }

  private long write(SystemCallContext c) throws LinuxError, TaskBlocked {
    final OpenFile file = files.writable(c.intArgument(0));
    final long address = c.argument(1);
    final long length = c.argument(2);
    requireRange(c.memory(), address, length);
    if (file.seekable()) {
      return writeSeekable(c.memory(), file, address, length);
    }
    final long before = Transfer.progress(c);
    return before + writeStream(c.memory(), file, address + before, length - before, before);
  }

  private long writeSeekable(UserMemory memory, OpenFile file, long address, long length)
      throws LinuxError {
    if (length == 0) {
      return 0;
    }
    final long position = file.appends() ? file.end() : file.position();
    final long count = transfer.writeAt(file, position, memory, address, length);
    file.position(position + count);
    return count;
  }

  /**
   * Writes everything, however often it has to sleep; or what can be written now where the file
   * must not block.
   *
   * @param before what this call has transferred already
   * @return how many bytes went now
   */
  private long writeStream(UserMemory memory, OpenFile file, long address, long length, long before)
      throws LinuxError, TaskBlocked {
    final long count;
    try {
      count = transfer.writeStream(file, memory, address, length);
    } catch (LinuxError e) {
      transfer.reportBrokenPipe(e);
      if (before > 0) {
        return 0;
      }
      throw e;
    }
    final long written = Math.max(0, count);
    final boolean done = count == length;
    final boolean atBadPage = count >= 0 && !done && memory.readable(address + count, 1) == 0;
    if (done || atBadPage || (file.nonBlocking() && before + written > 0)) {
      return written;
    }
    throw Transfer.untilWritable(file, before + written);
  }

  private long lseek(SystemCallContext c) throws LinuxError {
    return files.get(c.intArgument(0)).seek(c.argument(1), c.intArgument(2));
  }

  private long pread(SystemCallContext c) throws LinuxError {
    final OpenFile file = readableAt(c);
    requireRange(c.memory(), c.argument(1), c.argument(2));
    return transfer.readAt(file, c.argument(3), c.memory(), c.argument(1), c.argument(2));
  }

  private long pwrite(SystemCallContext c) throws LinuxError {
    final OpenFile file = writableAt(c);
    requireRange(c.memory(), c.argument(1), c.argument(2));
    // Linux appends whatever the position says: pwrite(2), BUGS.
    final long position = file.appends() ? file.end() : c.argument(3);
    return transfer.writeAt(file, position, c.memory(), c.argument(1), c.argument(2));
  }

  private long preadv2(SystemCallContext c) throws LinuxError, TaskBlocked {
    requireNoFlags(c);
    if (c.argument(3) == Transfer.CURRENT) {
      return readVector(c, files.readable(c.intArgument(0)), Transfer.CURRENT);
    }
    return readVector(c, readableAt(c), c.argument(3));
  }

  private long pwritev2(SystemCallContext c) throws LinuxError, TaskBlocked {
    requireNoFlags(c);
    if (c.argument(3) == Transfer.CURRENT) {
      return writeVector(c, files.writable(c.intArgument(0)), Transfer.CURRENT);
    }
    return writeVector(c, writableAt(c), c.argument(3));
  }

  /** Of the RWF_* flags none is offered. */
  private static void requireNoFlags(SystemCallContext c) throws LinuxError {
    if (c.intArgument(5) != 0) {
      throw new LinuxError(Errno.EOPNOTSUPP);
    }
  }

  /** readv with the vector and its length in the second and third argument. */
  long readVector(SystemCallContext c, OpenFile file, long position)
      throws LinuxError, TaskBlocked {
    final long vector = c.argument(1);
    final int count = checkedVector(c);
    long done = 0;
    for (int i = 0; i < count && done < Transfer.LIMIT; i++) {
      final long address = c.memory().readLong(vector + (long) i * VECTOR_ELEMENT_BYTES);
      final long length = elementLength(c, i, done);
      if (length == 0) {
        continue;
      }
      final long part;
      try {
        part =
            position == Transfer.CURRENT
                ? read(c.memory(), file, address, length)
                : transfer.readAt(file, position + done, c.memory(), address, length);
      } catch (LinuxError | TaskBlocked | BadAddressException e) {
        if (done > 0) {
          break;
        }
        throw e;
      }
      done += part;
      if (part < length) {
        break;
      }
    }
    return done;
  }

  private long writeVector(SystemCallContext c, OpenFile file, long position)
      throws LinuxError, TaskBlocked {
    final long vector = c.argument(1);
    final int count = checkedVector(c);
    final long before = Transfer.progress(c);
    long skip = before;
    long done = 0;
    for (int i = 0; i < count && done < Transfer.LIMIT; i++) {
      final long address = c.memory().readLong(vector + (long) i * VECTOR_ELEMENT_BYTES);
      final long length = elementLength(c, i, done);
      final long written = Math.min(skip, length);
      skip -= written;
      done += written;
      if (written == length) {
        continue;
      }
      final long rest = length - written;
      final long part;
      try {
        part =
            file.seekable()
                ? writeElement(c.memory(), file, position, done, address + written, rest)
                : writeStream(c.memory(), file, address + written, rest, done);
      } catch (LinuxError | BadAddressException e) {
        if (done > 0) {
          break;
        }
        throw e;
      }
      done += part;
      if (part < rest) {
        break;
      }
    }
    return done;
  }

  private long writeElement(
      UserMemory memory, OpenFile file, long position, long done, long address, long length)
      throws LinuxError {
    if (position == Transfer.CURRENT) {
      return writeSeekable(memory, file, address, length);
    }
    final long at = file.appends() ? file.end() : position + done;
    return transfer.writeAt(file, at, memory, address, length);
  }

  /** The element's length, cut so that the whole stays within the limit. */
  static long elementLength(SystemCallContext c, int index, long done) {
    final long length =
        c.memory().readLong(c.argument(1) + (long) index * VECTOR_ELEMENT_BYTES + 8);
    return Math.min(length, Transfer.LIMIT - done);
  }

  /** Checks every element before any is used, as import_iovec does. */
  static int checkedVector(SystemCallContext c) throws LinuxError {
    final int count = c.intArgument(2);
    if (count < 0 || count > VECTOR_LIMIT) {
      throw new LinuxError(Errno.EINVAL);
    }
    for (int i = 0; i < count; i++) {
      final long element = c.argument(1) + (long) i * VECTOR_ELEMENT_BYTES;
      if (c.memory().readLong(element + 8) < 0) {
        throw new LinuxError(Errno.EINVAL);
      }
    }
    return count;
  }

  private OpenFile readableAt(SystemCallContext c) throws LinuxError {
    return at(c, true);
  }

  private OpenFile writableAt(SystemCallContext c) throws LinuxError {
    return at(c, false);
  }

  private OpenFile at(SystemCallContext c, boolean reading) throws LinuxError {
    if (c.argument(3) < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final OpenFile file = files.get(c.intArgument(0));
    if (file instanceof OpenDirectory) {
      throw new LinuxError(reading ? Errno.EISDIR : Errno.EBADF);
    }
    if (!file.seekable()) {
      throw new LinuxError(Errno.ESPIPE);
    }
    if (reading ? !file.reads() : !file.writes()) {
      throw new LinuxError(Errno.EBADF);
    }
    return file;
  }

  /** Lengths that reach beyond user space are refused before anything is transferred. */
  private static void requireRange(UserMemory memory, long address, long length) {
    if (length < 0) {
      throw new BadAddressException(address);
    }
  }
}
