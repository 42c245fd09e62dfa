package dev.cubicle.trampolines;

/** How a callee comes by a buffer that a parameter points to: docs/policy.md, "map". */
public enum BufferMapping {
  /** A window; pages are re-tagged when they are touched first. */
  FAULT,
  /** A window; its pages are re-tagged at the call. */
  CALL,
  /**
   * No window: the gate copies the buffer to the callee's stack and, if it may be written, back on
   * return.
   */
  COPY
}
