package dev.cubicle.tracing.state;

/** What a page is for: {@code enum page_state} of the monitor, in its order. */
public enum PageState {
  /** Nothing is there. */
  ABSENT,
  /** Nobody may touch it: it ends a stack. */
  GUARD,
  /** The monitor's own. */
  MONITOR,
  /** Every cubicle may read it. */
  READ,
  /** Every cubicle may read and write it. */
  SHARED,
  /** A cubicle's; it can be lent, unless it is code. */
  PRIVATE,
  /** A cubicle's; never lent. */
  SAVE,
  /** Of the pool: nobody's. */
  FREE
}
