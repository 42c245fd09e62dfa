package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.pipe.PipeEnd;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.memory.BadAddressException;

/**
 * splice, tee and vmsplice (fs/splice.c). Bytes are copied where Linux passes pages on; each call
 * moves at most one buffer, as Linux moves at most one pipe's capacity.
 */
final class SpliceCalls {

  private static final int NON_BLOCK = 2;

  /** SPLICE_F_MOVE, NONBLOCK, MORE and GIFT. */
  private static final int FLAGS = 15;

  private final FileTable files;
  private final Transfer transfer;
  private final ReadWriteCalls vectors;

  SpliceCalls(FileTable files, Transfer transfer, ReadWriteCalls vectors) {
    this.files = files;
    this.transfer = transfer;
    this.vectors = vectors;
  }

  void register(SystemCallTable table) {
    table.add(275, "splice", this::splice);
    table.add(276, "tee", this::tee);
    table.add(278, "vmsplice", this::vmsplice);
  }

  private long vmsplice(SystemCallContext c) throws LinuxError, TaskBlocked {
    final int flags = checkedFlags(c, 3);
    final OpenFile file = files.get(c.intArgument(0));
    if (!file.reads() && !file.writes()) {
      throw new LinuxError(Errno.EBADF);
    }
    final int count = ReadWriteCalls.checkedVector(c);
    if (isEmpty(c, count)) {
      return 0;
    }
    if (!(file instanceof PipeEnd)) {
      throw new LinuxError(Errno.EBADF);
    }
    if (file.writes()) {
      return gather(c, file, count, flags);
    }
    try {
      return vectors.readVector(c, file, Transfer.CURRENT);
    } catch (TaskBlocked e) {
      if ((flags & NON_BLOCK) != 0) {
        throw new LinuxError(Errno.EAGAIN);
      }
      throw e;
    }
  }

  /** Sleeps only as long as nothing at all can be written; writev goes on until all is. */
  private long gather(SystemCallContext c, OpenFile file, int count, int flags)
      throws LinuxError, TaskBlocked {
    long done = 0;
    for (int i = 0; i < count; i++) {
      final long length = ReadWriteCalls.elementLength(c, i, done);
      if (length == 0) {
        continue;
      }
      final long part;
      try {
        part = transfer.writeStream(file, c.memory(), elementAddress(c, i), length);
      } catch (LinuxError | BadAddressException e) {
        if (done > 0) {
          break;
        }
        if (e instanceof LinuxError error) {
          transfer.reportBrokenPipe(error);
        }
        throw e;
      }
      if (part == OpenFile.WOULD_BLOCK) {
        if (done == 0) {
          throw untilWritable(file, flags);
        }
        break;
      }
      done += part;
      if (part < length) {
        break;
      }
    }
    return done;
  }

  private static boolean isEmpty(SystemCallContext c, int count) {
    for (int i = 0; i < count; i++) {
      if (ReadWriteCalls.elementLength(c, i, 0) != 0) {
        return false;
      }
    }
    return true;
  }

  private static long elementAddress(SystemCallContext c, int index) {
    return c.memory().readLong(c.argument(1) + (long) index * ReadWriteCalls.VECTOR_ELEMENT_BYTES);
  }

  private long splice(SystemCallContext c) throws LinuxError, TaskBlocked {
    final long length = c.argument(4);
    if (length == 0) {
      return 0;
    }
    final int flags = checkedFlags(c, 5);
    final OpenFile in = files.get(c.intArgument(0));
    final OpenFile out = files.get(c.intArgument(2));
    final long inPointer = c.argument(1);
    final long outPointer = c.argument(3);
    if ((in instanceof PipeEnd && inPointer != 0) || (out instanceof PipeEnd && outPointer != 0)) {
      throw new LinuxError(Errno.ESPIPE);
    }
    final long from = position(c, in, inPointer);
    final long to = position(c, out, outPointer);
    requireDirection(in, out);
    final int wanted = buffered(length);
    final long count;
    if (in instanceof PipeEnd source) {
      if (out instanceof PipeEnd target) {
        return copy(source, target, wanted, flags, true);
      }
      if (out.appends()) {
        throw new LinuxError(Errno.EINVAL);
      }
      count = drain(source, out, to, wanted, flags);
    } else if (out instanceof PipeEnd target) {
      count = fill(in, from, target, wanted, flags);
    } else {
      throw new LinuxError(Errno.EINVAL);
    }
    advance(c, in, inPointer, from + count);
    advance(c, out, outPointer, to + count);
    return count;
  }

  private long tee(SystemCallContext c) throws LinuxError, TaskBlocked {
    final int flags = checkedFlags(c, 3);
    final long length = c.argument(2);
    if (length == 0) {
      return 0;
    }
    final OpenFile in = files.get(c.intArgument(0));
    final OpenFile out = files.get(c.intArgument(1));
    requireDirection(in, out);
    if (in instanceof PipeEnd source && out instanceof PipeEnd target) {
      return copy(source, target, buffered(length), flags, false);
    }
    throw new LinuxError(Errno.EINVAL);
  }

  private long copy(PipeEnd in, PipeEnd out, int wanted, int flags, boolean take)
      throws LinuxError, TaskBlocked {
    if (in.pipe() == out.pipe()) {
      throw new LinuxError(Errno.EINVAL);
    }
    final int count = in.peek(transfer.buffer(), 0, wanted);
    if (count == OpenFile.WOULD_BLOCK) {
      throw untilReadable(in, flags);
    }
    if (count == 0) {
      return 0;
    }
    final int moved = out.write(transfer.buffer(), 0, Math.min(count, room(out, flags)));
    if (take) {
      in.read(transfer.buffer(), 0, moved);
    }
    return moved;
  }

  /** From a pipe to something else; what cannot be written stays in the pipe. */
  private long drain(PipeEnd in, OpenFile out, long to, int wanted, int flags)
      throws LinuxError, TaskBlocked {
    final byte[] buffer = transfer.buffer();
    final int count = in.peek(buffer, 0, wanted);
    if (count == OpenFile.WOULD_BLOCK) {
      throw untilReadable(in, flags);
    }
    if (count == 0) {
      return 0;
    }
    final int written =
        out.seekable() ? out.writeAt(to, buffer, 0, count) : out.write(buffer, 0, count);
    if (written == OpenFile.WOULD_BLOCK) {
      throw untilWritable(out, flags);
    }
    return in.read(buffer, 0, written);
  }

  private long fill(OpenFile in, long from, PipeEnd out, int wanted, int flags)
      throws LinuxError, TaskBlocked {
    final byte[] buffer = transfer.buffer();
    final int length = Math.min(wanted, room(out, flags));
    final int count =
        in.seekable() ? in.readAt(from, buffer, 0, length) : in.read(buffer, 0, length);
    if (count == OpenFile.WOULD_BLOCK) {
      throw untilReadable(in, flags);
    }
    return out.write(buffer, 0, count);
  }

  /** At least 1. */
  private int room(PipeEnd out, int flags) throws LinuxError, TaskBlocked {
    final int room;
    try {
      room = out.room();
    } catch (LinuxError e) {
      transfer.reportBrokenPipe(e);
      throw e;
    }
    if (room == 0) {
      throw untilWritable(out, flags);
    }
    return room;
  }

  private int buffered(long length) {
    final int most = transfer.buffer().length;
    // The kernel takes the length as unsigned.
    return length < 0 ? most : (int) Math.min(length, most);
  }

  private static void requireDirection(OpenFile in, OpenFile out) throws LinuxError {
    if (!in.reads() || !out.writes()) {
      throw new LinuxError(Errno.EBADF);
    }
  }

  private static long position(SystemCallContext c, OpenFile file, long pointer) throws LinuxError {
    if (pointer == 0) {
      return file.position();
    }
    final long position = c.memory().readLong(pointer);
    if (!file.seekable() || position < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    return position;
  }

  private static void advance(SystemCallContext c, OpenFile file, long pointer, long position) {
    if (pointer != 0) {
      c.memory().writeLong(pointer, position);
    } else if (file.seekable()) {
      file.position(position);
    }
  }

  private static int checkedFlags(SystemCallContext c, int index) throws LinuxError {
    final int flags = c.intArgument(index);
    if ((flags & ~FLAGS) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    return flags;
  }

  private static TaskBlocked untilReadable(OpenFile file, int flags) throws LinuxError {
    requireBlocking(flags);
    return Transfer.untilReadable(file);
  }

  private static TaskBlocked untilWritable(OpenFile file, int flags) throws LinuxError {
    requireBlocking(flags);
    return Transfer.untilWritable(file, 0);
  }

  private static void requireBlocking(int flags) throws LinuxError {
    if ((flags & NON_BLOCK) != 0) {
      throw new LinuxError(Errno.EAGAIN);
    }
  }
}
