package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.call.Wait;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clocks behind all system calls about time. Deadlines are on the time line of {@code ticks}
 * ({@link System#nanoTime} outside tests), where the scheduler sleeps.
 */
public final class Clocks {

  private final InstantSource realtime;
  private final LongSupplier ticks;
  private final long start;
  private long processCpu;

  public Clocks(InstantSource realtime, LongSupplier ticks) {
    this.realtime = realtime;
    this.ticks = ticks;
    this.start = ticks.getAsLong();
  }

  /** Now, on the deadlines' time line. */
  public long now() {
    return ticks.getAsLong();
  }

  /** CLOCK_MONOTONIC in nanoseconds: since this machine started. */
  public long monotonic() {
    return now() - start;
  }

  /** CLOCK_REALTIME in nanoseconds since 1970. */
  public long realtime() {
    final Instant instant = realtime.instant();
    return instant.getEpochSecond() * Timespec.SECOND + instant.getNano();
  }

  /** CLOCK_PROCESS_CPUTIME_ID: nanoseconds spent running guest code, all threads together. */
  public long processCpu() {
    return processCpu;
  }

  public void addProcessCpu(long nanos) {
    processCpu += nanos;
  }

  /** The deadline {@code nanos} from now; for ever when that is out of range. */
  public long deadlineIn(long nanos) {
    final long now = now();
    return nanos >= Wait.FOREVER - Math.max(now, 0) ? Wait.FOREVER : now + Math.max(nanos, 0);
  }

  /** The deadline at which CLOCK_MONOTONIC reads {@code nanos}. */
  public long deadlineAtMonotonic(long nanos) {
    return nanos == Long.MAX_VALUE ? Wait.FOREVER : deadlineIn(nanos - monotonic());
  }

  /** The deadline at which CLOCK_REALTIME reads {@code nanos}, if nobody sets the host's clock. */
  public long deadlineAtRealtime(long nanos) {
    return nanos == Long.MAX_VALUE ? Wait.FOREVER : deadlineIn(nanos - realtime());
  }

  /** Whether a deadline has passed. */
  public boolean reached(long deadline) {
    return deadline != Wait.FOREVER && now() >= deadline;
  }
}
