package dev.cubicle.emulator.record;

/**
 * A record cannot be written, read or followed. The message is one line, fit for a user. Unchecked,
 * since it comes up within the machine's run.
 */
public final class RecordException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RecordException(String message) {
    super(message);
  }

  public RecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
