package dev.cubicle.emulator.linux.signal;

/** Signal numbers of x86-64 Linux, and what they do by default (signal(7)). */
public final class SignalNumber {

  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGILL = 4;
  public static final int SIGTRAP = 5;
  public static final int SIGABRT = 6;
  public static final int SIGBUS = 7;
  public static final int SIGFPE = 8;
  public static final int SIGKILL = 9;
  public static final int SIGSEGV = 11;
  public static final int SIGPIPE = 13;
  public static final int SIGALRM = 14;
  public static final int SIGTERM = 15;
  public static final int SIGCHLD = 17;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;
  public static final int SIGTSTP = 20;
  public static final int SIGTTIN = 21;
  public static final int SIGTTOU = 22;
  public static final int SIGURG = 23;
  public static final int SIGXFSZ = 25;
  public static final int SIGVTALRM = 26;
  public static final int SIGPROF = 27;
  public static final int SIGWINCH = 28;
  public static final int SIGSYS = 31;

  /** The first real-time signal; signals below coalesce. */
  public static final int SIGRTMIN = 32;

  /** The highest signal number. */
  public static final int LAST = 64;

  private static final String[] NAMES = {
    "0",
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGIO",
    "SIGPWR",
    "SIGSYS"
  };

  /** Delivered before all others: the instruction at RIP caused them (SYNCHRONOUS_MASK). */
  static final long SYNCHRONOUS =
      bit(SIGSEGV) | bit(SIGBUS) | bit(SIGILL) | bit(SIGTRAP) | bit(SIGFPE) | bit(SIGSYS);

  /** Cannot be blocked, caught or ignored. */
  public static final long UNBLOCKABLE = bit(SIGKILL) | bit(SIGSTOP);

  /**
   * Without a handler nothing happens. The four stop signals are among them: there is no shell that
   * could continue a stopped guest, so it is never stopped.
   */
  private static final long IGNORED_BY_DEFAULT =
      bit(SIGCHLD)
          | bit(SIGCONT)
          | bit(SIGURG)
          | bit(SIGWINCH)
          | bit(SIGSTOP)
          | bit(SIGTSTP)
          | bit(SIGTTIN)
          | bit(SIGTTOU);

  private SignalNumber() {}

  /** The signal's bit in a signal set. */
  public static long bit(int signal) {
    return 1L << (signal - 1);
  }

  /** The lowest-numbered signal of a set that is not empty. */
  static int lowest(long set) {
    return Long.numberOfTrailingZeros(set) + 1;
  }

  /** Whether {@code signal} is in 1..64. */
  public static boolean valid(int signal) {
    return signal >= 1 && signal <= LAST;
  }

  static boolean ignoredByDefault(int signal) {
    return (IGNORED_BY_DEFAULT & bit(signal)) != 0;
  }

  /** The signal's name: {@code SIGSEGV}; {@code SIGRTMIN+2} for real-time signals. */
  public static String name(int signal) {
    if (signal >= 0 && signal < NAMES.length) {
      return NAMES[signal];
    }
    return signal == SIGRTMIN ? "SIGRTMIN" : "SIGRTMIN+" + (signal - SIGRTMIN);
  }
}
