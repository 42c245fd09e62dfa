package dev.cubicle.tracing.command;

/** A command that cannot be carried out; the message is one line, fit for a user. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }
}
