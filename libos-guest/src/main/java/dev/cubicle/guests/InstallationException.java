package dev.cubicle.guests;

import java.nio.file.Path;

/** Something of this installation is missing or damaged; the message says what to do about it. */
public final class InstallationException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Something that {@code setup} builds is not there. */
  public static InstallationException missing(String what, Path looked) {
    return new InstallationException(
        "%s is not built (looked in %s); run ./cubicle setup".formatted(what, looked));
  }

  InstallationException(String message) {
    super(message);
  }

  InstallationException(String message, Throwable cause) {
    super(message, cause);
  }
}
