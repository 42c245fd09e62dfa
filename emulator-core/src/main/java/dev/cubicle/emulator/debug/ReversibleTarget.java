package dev.cubicle.emulator.debug;

/** A guest that can go back to where it was. Breakpoints and watchpoints stop it there, too. */
public interface ReversibleTarget extends DebugTarget {

  /** A place in the history: grows as the guest goes forwards; comparable within one history. */
  long position();

  /** Goes back to before the instruction that {@code thread} carried out last. */
  StopReason reverseStep(int thread);

  /** Goes back to the last breakpoint or access to a watched range, or the start of the history. */
  StopReason reverseContinue();

  /**
   * Goes to a place in the history, backwards or forwards, without a stop in between.
   *
   * @throws IllegalArgumentException if it is not in the history
   */
  StopReason goTo(long position);
}
