package dev.cubicle.cli;

/** The user asked for something that cannot be done. The message is one line that helps. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message, null, false, false);
  }
}
