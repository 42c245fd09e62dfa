package dev.cubicle.emulator.linux.time;

/**
 * Time that passes by what the guest does instead of by a clock, so that a run is the same each
 * time: a call of the kernel takes {@value #CALL} nanoseconds, computing takes none, and while
 * nobody can run it jumps to the next deadline.
 */
public final class CountedTime {

  /** Nanoseconds that a system call or a fault takes. */
  public static final long CALL = 1_000;

  /** Written by the thread that runs the guest. */
  private volatile long now;

  /** Nanoseconds since the guest began. */
  public long now() {
    return now;
  }

  /** A system call was made, or a fault was taken. */
  public void callMade() {
    skipTo(now + CALL);
  }

  /** Lets time pass until {@code moment}; it never goes back. */
  public void skipTo(long moment) {
    if (moment > now) {
      now = moment;
    }
  }
}
