package dev.cubicle.guests;

/** Something of this installation is missing or damaged; the message says what to do about it. */
public final class InstallationException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  InstallationException(String message) {
    super(message);
  }

  InstallationException(String message, Throwable cause) {
    super(message, cause);
  }
}
