package dev.cubicle.emulator.debug;

/**
 * How a guest goes on. A breakpoint at the instruction at which a thread is stopped does not stop
 * it again.
 */
public sealed interface Resumption {

  /** No signal: the one at which the guest stopped is dropped. */
  int NO_SIGNAL = 0;

  /**
   * The signal to be delivered first: that of the {@link StopReason.Signalled} at which the guest
   * is stopped, another, or {@link #NO_SIGNAL}.
   */
  int signal();

  /** All threads run. */
  record Continue(int signal) implements Resumption {}

  /**
   * One thread executes one instruction, and no other runs. An instruction that leaves the
   * processor (SYSCALL, WRPKRU) is done when its effects are there; one that faults, when the
   * handler is about to begin. A call that blocks lets the others run until it is over.
   */
  record Step(int thread, int signal) implements Resumption {}

  /**
   * One thread executes instructions as long as they lie in a range, at least one.
   *
   * @param start first address of the range
   * @param end the address behind it
   */
  record StepRange(int thread, long start, long end, int signal) implements Resumption {}
}
