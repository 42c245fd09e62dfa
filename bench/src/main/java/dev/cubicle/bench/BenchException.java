package dev.cubicle.bench;

/** Why there are no figures, in one line for the user, and the exit status that says so. */
public final class BenchException extends Exception {

  /** Something that an experiment needs is not installed. */
  public static final int MISSING = 3;

  /** A guest did not do what an experiment asked of it. */
  public static final int FAILED = 4;

  private static final long serialVersionUID = 1;

  private final int status;

  private BenchException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Something is not installed. */
  public static BenchException missing(String message) {
    return new BenchException(MISSING, message);
  }

  /** A guest failed, or said what nobody understands. */
  public static BenchException failed(String message) {
    return new BenchException(FAILED, message);
  }

  /** The exit status: {@link #MISSING} or {@link #FAILED}. */
  public int status() {
    return status;
  }
}
