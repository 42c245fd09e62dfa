package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.call.Wait;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The clocks behind all system calls about time. Deadlines are on the time line of {@code ticks}
 * ({@link System#nanoTime} outside tests), where the scheduler sleeps.
 */
public final class Clocks {

  /** Any moment will do that programs take for a plausible one. */
  private static final Instant COUNTED_START = Instant.parse("2026-01-01T00:00:00Z");

  private final InstantSource realtime;
  private final LongSupplier ticks;
  private final long start;
  private final CountedTime counted;
  private long processCpu;

  /** Clocks that go as the host's do. */
  public Clocks(InstantSource realtime, LongSupplier ticks) {
    this.realtime = realtime;
    this.ticks = ticks;
    this.start = ticks.getAsLong();
    this.counted = null;
  }

  /** Clocks that go by what the guest does. They begin at the same moment in every run. */
  public Clocks(CountedTime counted) {
    this.realtime = () -> COUNTED_START.plusNanos(counted.now());
    this.ticks = counted::now;
    this.start = 0;
    this.counted = counted;
  }

  /** The time behind these clocks, if it is counted. */
  public Optional<CountedTime> counted() {
    return Optional.ofNullable(counted);
  }

  /** To be called whenever the guest has called the kernel: where time is counted, some passes. */
  public void callMade() {
    if (counted != null) {
      counted.callMade();
    }
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
