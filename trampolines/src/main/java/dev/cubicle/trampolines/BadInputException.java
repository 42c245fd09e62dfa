package dev.cubicle.trampolines;

/**
 * Something that was given to the builder or the verifier is not usable. The message is one line
 * that says what is wrong and how to mend it, fit to be shown to a user as it is.
 */
public final class BadInputException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  /** {@code message}: one line. */
  public BadInputException(String message) {
    this(message, "");
  }

  /**
   * @param message one line
   * @param remedy lines to be added to a policy, each ended; possibly none
   */
  public BadInputException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  /** {@code message}: one line. */
  public BadInputException(String message, Throwable cause) {
    super(message, cause);
    remedy = "";
  }

  /** Lines that would mend a policy, fit to be copied into it; empty if there are none. */
  public String remedy() {
    return remedy;
  }
}
