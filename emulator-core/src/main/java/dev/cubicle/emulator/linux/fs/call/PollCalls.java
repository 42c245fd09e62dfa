package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.PollEvents;
import dev.cubicle.emulator.memory.UserMemory;

/** poll and ppoll (fs/select.c). */
final class PollCalls {

  /** {@code struct pollfd}: descriptor, events, events that came. */
  private static final int ELEMENT_BYTES = 8;

  private static final int ALWAYS = PollEvents.ERROR | PollEvents.HANG_UP;

  private static final long MILLISECOND = 1_000_000;

  private final FileTable files;
  private final SignalSender signals;
  private final Deadline deadlines;

  PollCalls(FileTable files, SignalSender signals, Deadline deadlines) {
    this.deadlines = deadlines;
    this.files = files;
    this.signals = signals;
  }

  void register(SystemCallTable table) {
    table.add(7, "poll", this::poll);
    table.add(271, "ppoll", this::ppoll);
  }

  private long poll(SystemCallContext c) throws LinuxError, TaskBlocked {
    final int timeout = c.intArgument(2);
    return poll(c, deadlines.ofCall(c, timeout < 0 ? -1 : timeout * MILLISECOND));
  }

  private long ppoll(SystemCallContext c) throws LinuxError, TaskBlocked {
    final long timeout = c.argument(2);
    final long nanoseconds = timeout == 0 ? -1 : Deadline.duration(c.memory(), timeout, 1);
    changeMask(c, signals, c.argument(3), c.argument(4));
    final long deadline = deadlines.ofCall(c, nanoseconds);
    final long count = poll(c, deadline);
    if (timeout != 0) {
      deadlines.writeLeft(c.memory(), timeout, deadline, 1);
    }
    return count;
  }

  /** Installs the signal mask that ppoll and pselect6 come with, once. */
  static void changeMask(SystemCallContext c, SignalSender signals, long mask, long size)
      throws LinuxError {
    if (mask != 0) {
      if (size != 8) {
        throw new LinuxError(Errno.EINVAL);
      }
      final long bits = c.memory().readLong(mask);
      if (c.resumedFrom().isEmpty()) {
        signals.maskDuringCall(bits);
      }
    }
  }

  private long poll(SystemCallContext c, long deadline) throws LinuxError, TaskBlocked {
    final long count = Integer.toUnsignedLong(c.intArgument(1));
    if (count > files.limit()) {
      throw new LinuxError(Errno.EINVAL);
    }
    final UserMemory memory = c.memory();
    final OpenFile[] polled = new OpenFile[(int) count];
    final int[] events = new int[(int) count];
    int used = 0;
    int found = 0;
    for (int i = 0; i < count; i++) {
      final long element = c.argument(0) + (long) i * ELEMENT_BYTES;
      final int descriptor = memory.readInt(element);
      final int wanted = Short.toUnsignedInt(memory.readShort(element + 4)) | ALWAYS;
      int came = 0;
      if (descriptor >= 0) {
        final OpenFile file = files.find(descriptor);
        if (file == null || file.pathOnly()) {
          came = PollEvents.INVALID;
        } else {
          came = file.poll() & wanted;
          polled[used] = file;
          events[used++] = wanted;
        }
      }
      memory.writeShort(element + 6, (short) came);
      found += came == 0 ? 0 : 1;
    }
    if (found == 0 && !deadlines.passed(deadline)) {
      throw new TaskBlocked(new PollWait(polled, events, used, deadline));
    }
    return found;
  }
}
