package dev.cubicle.emulator.linux.signal;

/**
 * What a process does on a signal: {@code struct sigaction} as the kernel knows it.
 *
 * @param handler address of the handler, {@link #DEFAULT} or {@link #IGNORE}
 * @param flags SA_* bits
 * @param restorer address the handler returns to
 * @param mask signals blocked while the handler runs
 */
public record SignalAction(long handler, long flags, long restorer, long mask) {

  public static final long DEFAULT = 0;
  public static final long IGNORE = 1;

  static final long SA_SIGINFO = 0x4;
  static final long SA_RESTORER = 0x0400_0000;
  static final long SA_ONSTACK = 0x0800_0000;
  static final long SA_RESTART = 0x1000_0000;
  static final long SA_NODEFER = 0x4000_0000;
  static final long SA_RESETHAND = 0x8000_0000L;

  /** Every flag the kernel knows; others are dropped (UAPI_SA_FLAGS of Linux 5.11 and later). */
  static final long KNOWN_FLAGS =
      0x1
          | 0x2
          | 0x800
          | SA_SIGINFO
          | SA_RESTORER
          | SA_ONSTACK
          | SA_RESTART
          | SA_NODEFER
          | SA_RESETHAND;

  static final SignalAction INITIAL = new SignalAction(DEFAULT, 0, 0, 0);

  boolean has(long flag) {
    return (flags & flag) != 0;
  }

  /** Whether the signal is dropped instead of delivered. */
  boolean ignores(int signal) {
    return handler == IGNORE || (handler == DEFAULT && SignalNumber.ignoredByDefault(signal));
  }

  boolean caught() {
    return handler != DEFAULT && handler != IGNORE;
  }

  SignalAction reset() {
    return new SignalAction(DEFAULT, flags, restorer, mask);
  }
}
