package dev.cubicle.tracing.state;

/** Why a cubicle may, or may not, access a page. */
public sealed interface Ground {

  /** It is the monitor, or linked to it: every key is open to it. */
  record AllKeys() implements Ground {}

  /** There are no keys in this run: nobody is kept from anything. */
  record NoKeys() implements Ground {}

  /** The page is its own. */
  record Own() implements Ground {}

  /** The page is for everyone. */
  record Everyone() implements Ground {}

  /** The owner's window of that number is open to it. */
  record Window(int number, boolean fixed) implements Ground {}

  /**
   * A buffer of a call that has not returned.
   *
   * @param frame of the thread, 0 the innermost
   */
  record Argument(int thread, int frame, LiveArgumentWindow window) implements Ground {}

  /** The run grants every such access ({@code windows=off}). */
  record WindowsOff() implements Ground {}

  /** It may fetch instructions there: stock MPK denies that to nobody. */
  record FetchUnchecked() implements Ground {}

  /** Nothing allows it. */
  record None() implements Ground {}
}
