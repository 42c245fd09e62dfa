package dev.cubicle.emulator.linux.fs.vfs;

import java.time.Instant;

/** A {@code struct timespec}: seconds since 1970 and 0 to 999,999,999 nanoseconds. */
public record Timestamp(long seconds, int nanoseconds) {

  public static Timestamp now() {
    return of(Instant.now());
  }

  public static Timestamp of(Instant instant) {
    return new Timestamp(instant.getEpochSecond(), instant.getNano());
  }

  /** As an instant, clamped to what the host can hold. */
  public Instant toInstant() {
    final long limit = 1L << 36;
    return Instant.ofEpochSecond(Math.clamp(seconds, -limit, limit), nanoseconds);
  }
}
