package dev.cubicle.emulator.linux.signal;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Signals that wait to be delivered to one thread, or to the process. Standard signals coalesce;
 * real-time signals queue in order, up to a limit.
 */
public final class PendingSignals {

  /** What RLIMIT_SIGPENDING is to a real process: bounds host memory. */
  static final int LIMIT = 4096;

  private final ArrayDeque<SignalInfo> queue = new ArrayDeque<>();
  private long set;

  /** The signals that wait. */
  public long set() {
    return set;
  }

  /**
   * Adds a signal; a standard signal that already waits is dropped.
   *
   * @return false when a real-time signal finds the queue full
   */
  boolean add(SignalInfo info) {
    final int signal = info.signal();
    final long bit = SignalNumber.bit(signal);
    if (signal < SignalNumber.SIGRTMIN && (set & bit) != 0) {
      info.leftQueue();
      return true;
    }
    if (queue.size() >= LIMIT) {
      info.leftQueue();
      if (signal >= SignalNumber.SIGRTMIN && info.code() != SignalInfo.SI_USER) {
        return false;
      }
    } else {
      queue.add(info);
    }
    set |= bit;
    return true;
  }

  /** Takes the oldest {@code signal}, which must be in {@link #set}. */
  SignalInfo take(int signal) {
    SignalInfo found = null;
    boolean more = false;
    for (Iterator<SignalInfo> each = queue.iterator(); each.hasNext() && !more; ) {
      final SignalInfo info = each.next();
      if (info.signal() == signal) {
        if (found == null) {
          found = info;
          each.remove();
        } else {
          more = true;
        }
      }
    }
    if (!more) {
      set &= ~SignalNumber.bit(signal);
    }
    return found == null ? SignalInfo.lost(signal) : found;
  }

  /** Drops every occurrence of {@code signal}. */
  void discard(int signal) {
    set &= ~SignalNumber.bit(signal);
    for (SignalInfo info : queue) {
      if (info.signal() == signal) {
        info.leftQueue();
      }
    }
    queue.removeIf(info -> info.signal() == signal);
  }
}
