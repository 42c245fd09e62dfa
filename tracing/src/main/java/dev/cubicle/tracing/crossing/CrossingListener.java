package dev.cubicle.tracing.crossing;

import dev.cubicle.mpk.AccessKind;
import dev.cubicle.trampolines.report.Violation;

/**
 * Told of what passes between cubicles, while it does; nothing is allocated for it. {@link
 * CrossingRecords} makes records of it. Called from within emulation, on the thread that runs the
 * machine.
 *
 * <p>Everywhere {@code thread} is the number of the guest's thread, {@code nanos} {@link
 * System#nanoTime}, cubicles and functions are numbers of the manifest, cubicle 0 the monitor.
 * Functions beyond the manifest's are the first ones of threads: {@link ImageNames#function}.
 */
public interface CrossingListener {

  /**
   * A call has passed the gate's checks and is about to enter another cubicle, or the monitor's own
   * functions (window operations, pages, system calls) where {@code to} is 0.
   *
   * @param arguments valid during this call alone
   */
  default void called(
      int thread, long nanos, int from, int to, int function, CallArguments arguments) {}

  /**
   * A call returns to its caller; told for each {@link #called} but those that the end of the guest
   * or of the thread cuts off.
   */
  default void returned(int thread, long nanos, int from, int to, int function) {}

  /**
   * A page's key or protection denied an access, and the monitor will look at it: it re-tags the
   * page, or ends the guest.
   *
   * @param cubicle that runs
   * @param rip the instruction
   * @param key of the page; 0 where it was not the key
   */
  default void faulted(
      int thread, long nanos, int cubicle, long rip, long address, AccessKind access, int key) {}

  /**
   * The monitor asks the kernel to give pages another key or protection.
   *
   * @param cubicle that runs
   * @param bytes a multiple of 4096
   * @param key they get; 0 without keys
   */
  default void retagged(int thread, long nanos, int cubicle, long address, long bytes, int key) {}

  /** PKRU has got another value: the run goes on in another view. */
  default void switched(int thread, int cubicle) {}

  /** The monitor ends the guest for breaking isolation. */
  default void violated(int thread, long nanos, Violation violation) {}

  /** A thread has begun; the first one is in the monitor until its first call. */
  default void started(int thread, long nanos) {}

  /** A thread has ended, with all of its calls. */
  default void ended(int thread, long nanos) {}
}
