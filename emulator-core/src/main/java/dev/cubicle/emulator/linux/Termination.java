package dev.cubicle.emulator.linux;

import java.util.Optional;

/** How a process came to its end. */
public sealed interface Termination {

  /**
   * By exit.
   *
   * @param status 0 to 255
   */
  record Exited(int status) implements Termination {}

  /**
   * By a signal.
   *
   * @param signal its number
   * @param fault what went wrong, when the processor could not go on; empty for a signal that was
   *     sent
   */
  record Killed(int signal, Optional<FaultDetails> fault) implements Termination {}

  /** By the time limit of the run. */
  record TimedOut() implements Termination {}

  /** The guest wanted more memory than it was given. */
  record OutOfMemory() implements Termination {}

  /** By {@link LinuxProcess#interrupt}. */
  record Interrupted() implements Termination {}
}
