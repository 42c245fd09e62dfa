package dev.cubicle.tracing.crossing;

import java.util.Arrays;

/** The calls under way on one thread of the guest. */
final class CallStack {
  private static final int MONITOR = 0;

  /** Twice the deepest shadow stack: a guest that lies about returns fills no memory. */
  private static final int MOST = 2048;

  private final int thread;
  private int[] functions = new int[32];
  private int[] callees = new int[32];
  private int depth;

  CallStack(int thread) {
    this.thread = thread;
  }

  int thread() {
    return thread;
  }

  int depth() {
    return depth;
  }

  /** The cubicle that runs. */
  int cubicle() {
    return depth == 0 ? MONITOR : callees[depth - 1];
  }

  void push(int function, int callee) {
    if (depth == MOST) {
      depth = 0;
    }
    if (depth == functions.length) {
      functions = Arrays.copyOf(functions, 2 * depth);
      callees = Arrays.copyOf(callees, 2 * depth);
    }
    functions[depth] = function;
    callees[depth] = callee;
    depth++;
  }

  /** The function that returns; −1 if none was called. */
  int pop() {
    return depth == 0 ? -1 : functions[--depth];
  }
}
