package dev.cubicle.emulator.debug;

/** The debugger's thread was interrupted while it waited for the guest to stop. */
public final class DebuggerInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DebuggerInterruptedException(InterruptedException cause) {
    super("interrupted while the guest runs", cause);
  }
}
