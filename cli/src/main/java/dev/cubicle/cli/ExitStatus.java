package dev.cubicle.cli;

/** Exit statuses of the command that are not a guest's own. */
public final class ExitStatus {

  public static final int OK = 0;

  /** Something is wrong with the installation, or with this program. */
  public static final int INTERNAL = 1;

  /** What was looked for was found: an image is not safe to run. */
  public static final int FINDINGS = 1;

  /** Wrong usage: the user can mend it. */
  public static final int USAGE = 2;

  /** What was asked for needs protection keys that this machine does not have. */
  public static final int NO_KEYS = 3;

  /** The verifier does not let the image run; what a shell answers for what it may not run. */
  public static final int REFUSED = 126;

  /** The time limit was reached; what timeout(1) answers. */
  public static final int TIME_LIMIT = 124;

  /** Added to the number of the signal that ended a guest, as shells do. */
  public static final int SIGNAL_BASE = 128;

  /** Ctrl-C: 128 + SIGINT. */
  public static final int INTERRUPTED = 130;

  /** Guest memory is used up; as Linux's killer ends a process: 128 + SIGKILL. */
  public static final int OUT_OF_MEMORY = 137;

  private ExitStatus() {}
}
