package dev.cubicle.tracing.state;

import java.util.List;

/**
 * A thread of the guest.
 *
 * @param number 0 for the first one
 * @param block the address of its thread block: its GS base
 * @param cubicle that runs on it; its caller while the monitor works for it
 * @param pkru of that cubicle
 * @param frames calls across cubicles that have not returned, the innermost first
 * @param closed argument windows of calls that have returned, the last one first, as far as they
 *     are remembered
 */
public record LiveThread(
    int number,
    long block,
    int cubicle,
    int pkru,
    List<LiveFrame> frames,
    List<LiveArgumentWindow> closed) {
  public LiveThread {
    frames = List.copyOf(frames);
    closed = List.copyOf(closed);
  }
}
