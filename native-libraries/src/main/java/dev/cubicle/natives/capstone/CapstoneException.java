package dev.cubicle.natives.capstone;

/** A call into Capstone failed; the message says what was attempted and what Capstone answered. */
public final class CapstoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  CapstoneException(String message, int code) {
    super(message);
    this.code = code;
  }

  /** The {@code cs_err} value. */
  public int code() {
    return code;
  }
}
