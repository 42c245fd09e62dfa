package dev.cubicle.trampolines;

/**
 * Something that was given to the builder or the verifier is not usable. The message is one line
 * that says what is wrong and how to mend it, fit to be shown to a user as it is.
 */
public final class BadInputException extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code message}: one line. */
  public BadInputException(String message) {
    super(message);
  }

  /** {@code message}: one line. */
  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
