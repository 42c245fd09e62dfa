package dev.cubicle.tracing.state;

import java.util.List;
import java.util.OptionalInt;

/**
 * A call across cubicles that has not returned: a frame of a shadow stack.
 *
 * @param caller a cubicle's number; 0 for a thread's first call
 * @param callee a cubicle's number
 * @param function its row in the manifest; empty for a thread's entry
 * @param returnAddress in the caller
 * @param rsp the caller's, as the call found it, without the return address
 * @param windows argument windows that the call opened, in the order of its parameters
 */
public record LiveFrame(
    int caller,
    int callee,
    OptionalInt function,
    long returnAddress,
    long rsp,
    List<LiveArgumentWindow> windows) {
  public LiveFrame {
    windows = List.copyOf(windows);
  }
}
