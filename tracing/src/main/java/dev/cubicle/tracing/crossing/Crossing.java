package dev.cubicle.tracing.crossing;

import com.google.common.primitives.ImmutableLongArray;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.trampolines.report.Violation;

/**
 * Something that passed between cubicles; one record per kind, as {@link CrossingListener} says.
 */
public sealed interface Crossing {

  int thread();

  long nanos();

  /**
   * A call has entered another cubicle.
   *
   * @param arguments as many integer registers as the function's signature takes
   */
  record CallEntered(
      int thread, long nanos, int from, int to, int function, ImmutableLongArray arguments)
      implements Crossing {}

  /** A call, into a cubicle or the monitor, returns. */
  record CallReturned(int thread, long nanos, int from, int to, int function) implements Crossing {}

  /** A cubicle calls a function of the monitor that has nothing to do with windows. */
  record MonitorCalled(int thread, long nanos, int from, int function, ImmutableLongArray arguments)
      implements Crossing {}

  /**
   * A cubicle calls one of the monitor's window operations.
   *
   * @param operation its function's name
   */
  record WindowChanged(
      int thread,
      long nanos,
      int from,
      int function,
      String operation,
      ImmutableLongArray arguments)
      implements Crossing {}

  /** A key or protection denied an access. */
  record KeyFault(
      int thread, long nanos, int cubicle, long rip, long address, AccessKind access, int key)
      implements Crossing {}

  /** Pages get another key or protection. */
  record Retagged(int thread, long nanos, int cubicle, long address, long bytes, int key)
      implements Crossing {}

  /** The guest is ended for breaking isolation. */
  record Violated(int thread, long nanos, Violation violation) implements Crossing {}

  /** A thread has ended. */
  record ThreadEnded(int thread, long nanos) implements Crossing {}
}
