package dev.cubicle.emulator.linux.signal;

/**
 * A thread's alternate signal stack ({@code stack_t}).
 *
 * @param base lowest address
 * @param size bytes; 0 when there is none
 * @param flags as set: 0, SS_DISABLE, SS_ONSTACK, or'ed with SS_AUTODISARM
 */
public record AlternateStack(long base, long size, int flags) {

  public static final int SS_ONSTACK = 1;
  public static final int SS_DISABLE = 2;
  public static final int SS_AUTODISARM = 1 << 31;

  /** The smallest size that {@code sigaltstack} accepts. */
  public static final int MINIMUM_SIZE = 2048;

  /** Of the first thread of a program. */
  static final AlternateStack NONE = new AlternateStack(0, 0, 0);

  /** Of a new thread, and after SS_AUTODISARM took effect. */
  static final AlternateStack DISABLED = new AlternateStack(0, 0, SS_DISABLE);

  /**
   * Whether {@code stackPointer} lies in it (__on_sig_stack: it grows down, so base is outside).
   */
  boolean covers(long stackPointer) {
    return Long.compareUnsigned(stackPointer, base) > 0
        && Long.compareUnsigned(stackPointer - base, size) <= 0;
  }

  /** Whether a thread with this stack pointer counts as running on it. */
  boolean inUse(long stackPointer) {
    return (flags & SS_AUTODISARM) == 0 && covers(stackPointer);
  }

  /** {@code ss_flags} as {@code sigaltstack} reports them. */
  int reportedFlags(long stackPointer) {
    return state(stackPointer) | (flags & SS_AUTODISARM);
  }

  /** SS_DISABLE, SS_ONSTACK or 0. */
  int state(long stackPointer) {
    if (size == 0) {
      return SS_DISABLE;
    }
    return inUse(stackPointer) ? SS_ONSTACK : 0;
  }
}
