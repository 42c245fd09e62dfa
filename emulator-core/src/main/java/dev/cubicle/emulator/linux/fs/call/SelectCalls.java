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

/** select and pselect6 (fs/select.c). */
final class SelectCalls {

  /** The events each of the three sets asks for (POLLIN_SET, POLLOUT_SET, POLLEX_SET). */
  private static final int[] SET_EVENTS = {
    PollEvents.IN | PollEvents.READ_NORMAL | PollEvents.HANG_UP | PollEvents.ERROR,
    PollEvents.OUT | PollEvents.WRITE_NORMAL | PollEvents.ERROR,
    PollEvents.PRIORITY
  };

  private final FileTable files;
  private final SignalSender signals;
  private final Deadline deadlines;

  SelectCalls(FileTable files, SignalSender signals, Deadline deadlines) {
    this.deadlines = deadlines;
    this.files = files;
    this.signals = signals;
  }

  void register(SystemCallTable table) {
    table.add(23, "select", c -> timed(c, 1000));
    table.add(270, "pselect6", this::pselect);
  }

  private long pselect(SystemCallContext c) throws LinuxError, TaskBlocked {
    final long pair = c.argument(5);
    if (pair != 0) {
      PollCalls.changeMask(c, signals, c.memory().readLong(pair), c.memory().readLong(pair + 8));
    }
    return timed(c, 1);
  }

  /**
   * @param unit nanoseconds of the unit in the timeout's second field
   */
  private long timed(SystemCallContext c, int unit) throws LinuxError, TaskBlocked {
    final long timeout = c.argument(4);
    final long nanoseconds = timeout == 0 ? -1 : Deadline.duration(c.memory(), timeout, unit);
    final long deadline = deadlines.ofCall(c, nanoseconds);
    final long count = select(c, deadline);
    if (timeout != 0) {
      deadlines.writeLeft(c.memory(), timeout, deadline, unit);
    }
    return count;
  }

  private long select(SystemCallContext c, long deadline) throws LinuxError, TaskBlocked {
    if (c.intArgument(0) < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final int count = Math.min(c.intArgument(0), files.capacity());
    final int words = (count + 63) / 64;
    final UserMemory memory = c.memory();
    final long[][] wanted = new long[SET_EVENTS.length][words];
    final long[][] came = new long[SET_EVENTS.length][words];
    for (int set = 0; set < SET_EVENTS.length; set++) {
      final long address = c.argument(set + 1);
      for (int word = 0; address != 0 && word < words; word++) {
        wanted[set][word] = memory.readLong(address + 8L * word);
      }
    }
    final OpenFile[] polled = new OpenFile[count];
    final int[] events = new int[count];
    int used = 0;
    int found = 0;
    for (int descriptor = 0; descriptor < count; descriptor++) {
      final int asked = asked(wanted, descriptor);
      if (asked != 0) {
        polled[used] = files.get(descriptor);
        final int now = polled[used].poll();
        events[used++] = asked;
        for (int set = 0; set < SET_EVENTS.length; set++) {
          if (has(wanted[set], descriptor) && (now & SET_EVENTS[set]) != 0) {
            came[set][descriptor / 64] |= 1L << descriptor;
            found++;
          }
        }
      }
    }
    if (found == 0 && !deadlines.passed(deadline)) {
      throw new TaskBlocked(new PollWait(polled, events, used, deadline));
    }
    for (int set = 0; set < SET_EVENTS.length; set++) {
      final long address = c.argument(set + 1);
      for (int word = 0; address != 0 && word < words; word++) {
        memory.writeLong(address + 8L * word, came[set][word]);
      }
    }
    return found;
  }

  private static boolean has(long[] set, int descriptor) {
    return (set[descriptor / 64] >>> descriptor & 1) != 0;
  }

  private static int asked(long[][] sets, int descriptor) {
    int events = 0;
    for (int set = 0; set < SET_EVENTS.length; set++) {
      events |= has(sets[set], descriptor) ? SET_EVENTS[set] : 0;
    }
    return events;
  }
}
