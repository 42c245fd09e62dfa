package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.function.LongSupplier;

/** Turns timeouts into moments on the time line of all deadlines. */
final class Deadline {

  private static final long SECOND = 1_000_000_000;

  private final LongSupplier ticks;

  /**
   * @param ticks now, in nanoseconds
   */
  Deadline(LongSupplier ticks) {
    this.ticks = ticks;
  }

  /** The moment {@code nanoseconds} after the call began; negative ones never come. */
  long ofCall(SystemCallContext call, long nanoseconds) {
    return call.resumedFrom().orElse(null) instanceof PollWait wait
        ? wait.deadline()
        : after(nanoseconds);
  }

  /** {@code nanoseconds} from now; negative ones never come. */
  private long after(long nanoseconds) {
    if (nanoseconds < 0) {
      return Wait.FOREVER;
    }
    final long now = ticks.getAsLong();
    final long at = now + nanoseconds;
    return at - now < 0 || at == Wait.FOREVER || nanoseconds > Long.MAX_VALUE / 4
        ? Wait.FOREVER
        : at;
  }

  boolean passed(long deadline) {
    return deadline != Wait.FOREVER && ticks.getAsLong() - deadline >= 0;
  }

  /** Nanoseconds left, not negative. */
  private long left(long deadline) {
    return Math.max(0, deadline - ticks.getAsLong());
  }

  /**
   * A {@code struct timespec} or {@code timeval} in nanoseconds; too long ones are cut.
   *
   * @param unit nanoseconds of the second field's unit: 1 or 1000
   * @throws LinuxError EINVAL
   */
  static long duration(UserMemory memory, long address, int unit) throws LinuxError {
    long seconds = memory.readLong(address);
    long fraction = memory.readLong(address + 8);
    if (unit == 1000) {
      // select(2) normalises what is more than a second; poll_select_set_timeout does the rest.
      seconds += fraction / 1_000_000;
      fraction = fraction % 1_000_000 * 1000;
    }
    if (seconds < 0 || fraction < 0 || fraction >= SECOND) {
      throw new LinuxError(Errno.EINVAL);
    }
    return seconds >= Long.MAX_VALUE / SECOND - 1 ? Long.MAX_VALUE : seconds * SECOND + fraction;
  }

  /**
   * Writes what is left of a timeout, as Linux does; a bad address is none of the call's worries.
   */
  void writeLeft(UserMemory memory, long address, long deadline, int unit) {
    final long left = deadline == Wait.FOREVER ? 0 : left(deadline);
    if (deadline != Wait.FOREVER && memory.writable(address, 16) == 16) {
      memory.writeLong(address, left / SECOND);
      memory.writeLong(address + 8, left % SECOND / unit);
    }
  }
}
