package dev.cubicle.emulator.unicorn;

/** Unicorn refused something. The message says what was attempted and why it failed. */
public final class UnicornException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final UnicornError error;

  UnicornException(String attempt, UnicornError error) {
    super("Unicorn could not %s: %s".formatted(attempt, error.meaning()));
    this.error = error;
  }

  public UnicornError error() {
    return error;
  }
}
