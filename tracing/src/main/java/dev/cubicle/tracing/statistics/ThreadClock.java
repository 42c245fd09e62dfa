package dev.cubicle.tracing.statistics;

import java.util.Arrays;

/** The calls under way on one thread, and the time that it has run, in nanoseconds. */
final class ThreadClock {
  private static final int MOST = 2048;

  private final int thread;

  /** What runs when no call is under way. */
  private final Tally base;

  private Tally[] tallies = new Tally[32];
  private long[] entered = new long[32];
  private int depth;
  private long now;

  ThreadClock(int thread, Tally base) {
    this.thread = thread;
    this.base = base;
  }

  int thread() {
    return thread;
  }

  /** What the innermost call counts to. */
  Tally top() {
    return depth == 0 ? base : tallies[depth - 1];
  }

  /** It has run for so long since the last time. */
  void run(long nanos) {
    now += nanos;
    top().selfNanos += nanos;
  }

  void enter(Tally tally) {
    if (depth == MOST) {
      depth = 0;
    }
    if (depth == tallies.length) {
      tallies = Arrays.copyOf(tallies, 2 * depth);
      entered = Arrays.copyOf(entered, 2 * depth);
    }
    tallies[depth] = tally;
    entered[depth] = now;
    depth++;
  }

  /** The innermost call returns. Of calls within calls of the same the outermost's time counts. */
  void leave() {
    if (depth == 0) {
      return;
    }
    final Tally left = tallies[--depth];
    for (int i = depth - 1; i >= 0; i--) {
      if (tallies[i] == left) {
        return;
      }
    }
    left.totalNanos += now - entered[depth];
  }

  /** All calls end. */
  void leaveAll() {
    while (depth > 0) {
      leave();
    }
  }
}
