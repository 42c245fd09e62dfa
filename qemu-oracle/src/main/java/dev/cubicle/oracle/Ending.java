package dev.cubicle.oracle;

/** How a program ended. */
public sealed interface Ending {

  /**
   * It called exit.
   *
   * @param status 0 to 255
   */
  record Exited(int status) implements Ending {
    @Override
    public String toString() {
      return "exit " + status;
    }
  }

  /**
   * A signal killed it.
   *
   * @param signal the signal's number on x86-64 Linux
   */
  record Killed(int signal) implements Ending {
    @Override
    public String toString() {
      return "signal " + signal;
    }
  }

  /** From a status as wait(2) gives it. */
  static Ending ofWaitStatus(int status) {
    int signal = status & 0x7f;
    return signal == 0 ? new Exited(status >> 8 & 0xff) : new Killed(signal);
  }

  /** The status that a shell shows: a signal's number plus 128. */
  default int shellStatus() {
    return switch (this) {
      case Exited(int status) -> status;
      case Killed(int signal) -> 128 + signal;
    };
  }
}
