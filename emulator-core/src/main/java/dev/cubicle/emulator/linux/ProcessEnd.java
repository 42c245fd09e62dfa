package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.linux.signal.SignalInfo;

/** Takes notice of the end of the whole process. The first notice counts. */
public interface ProcessEnd {

  /** exit_group, or the last thread's exit. */
  void exited(int status);

  /**
   * A signal's default action.
   *
   * @param task the thread that received it
   * @param handlerUnreachable a handler was to run, but its frame could not be written
   */
  void killed(Task task, SignalInfo info, boolean handlerUnreachable);

  /** Guest memory is used up. */
  void outOfMemory();

  /** Whether the process is over. */
  boolean ended();
}
