package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.memory.UserMemory;

/**
 * {@code struct timespec} and {@code struct timeval} in guest memory, as nanoseconds in Java. A
 * time too large for 64 bits of nanoseconds (292 years) becomes {@link Long#MAX_VALUE}, as in
 * ktime_t.
 */
public final class Timespec {

  /** Bytes of either structure. */
  public static final int BYTES = 16;

  static final long SECOND = 1_000_000_000;
  private static final long MICROSECOND = 1_000;

  private Timespec() {}

  /**
   * Reads a timespec.
   *
   * @throws LinuxError EINVAL for a negative time or for nanoseconds outside 0..999999999
   */
  public static long read(UserMemory memory, long address) throws LinuxError {
    return nanos(memory.readLong(address), memory.readLong(address + 8), 1);
  }

  /**
   * Reads a timeval.
   *
   * @throws LinuxError EINVAL for a negative time or for microseconds outside 0..999999
   */
  public static long readTimeval(UserMemory memory, long address) throws LinuxError {
    return nanos(memory.readLong(address), memory.readLong(address + 8), MICROSECOND);
  }

  public static void write(UserMemory memory, long address, long nanos) {
    memory.writeLong(address, Math.floorDiv(nanos, SECOND));
    memory.writeLong(address + 8, Math.floorMod(nanos, SECOND));
  }

  public static void writeTimeval(UserMemory memory, long address, long nanos) {
    memory.writeLong(address, Math.floorDiv(nanos, SECOND));
    memory.writeLong(address + 8, Math.floorMod(nanos, SECOND) / MICROSECOND);
  }

  private static long nanos(long seconds, long fraction, long unit) throws LinuxError {
    if (seconds < 0 || fraction < 0 || fraction >= SECOND / unit) {
      throw new LinuxError(Errno.EINVAL);
    }
    return seconds > Long.MAX_VALUE / SECOND - 1
        ? Long.MAX_VALUE
        : seconds * SECOND + fraction * unit;
  }
}
