package dev.cubicle.tracing.timeline;

import java.util.Arrays;

/** The tracks on which the calls of one thread have open slices, the innermost last. */
final class OpenCalls {
  private static final int MOST = 2048;

  /** A call that is not in the timeline. */
  static final long NONE = 0;

  private long[] tracks = new long[32];
  private int depth;

  void push(long track) {
    if (depth == MOST) {
      depth = 0;
    }
    if (depth == tracks.length) {
      tracks = Arrays.copyOf(tracks, 2 * depth);
    }
    tracks[depth++] = track;
  }

  /** The track of the innermost call, which ends; {@link #NONE} if it has none. */
  long pop() {
    return depth == 0 ? NONE : tracks[--depth];
  }

  boolean isEmpty() {
    return depth == 0;
  }
}
