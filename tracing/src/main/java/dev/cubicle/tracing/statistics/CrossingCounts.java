package dev.cubicle.tracing.statistics;

import dev.cubicle.mpk.AccessKind;
import dev.cubicle.tracing.crossing.CallArguments;
import dev.cubicle.tracing.crossing.CrossingListener;
import dev.cubicle.tracing.crossing.CrossingRecords;
import dev.cubicle.tracing.crossing.ImageNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what passes between cubicles, by caller and function, and how long calls take.
 *
 * <p>Time is that of the host, gate and monitor included: a call's begins when the gate has checked
 * it and ends when its caller goes on. While several threads take turns, time belongs to the one
 * that was last seen to cross.
 */
public final class CrossingCounts implements CrossingListener {
  private static final int MONITOR = 0;

  /** Functions beyond the manifest's are those that threads begin with. */
  private static final int MOST_THREADS = 64;

  private static final int PAGE_SHIFT = 12;

  private final ImageNames names;

  /** By caller, then function; made when first needed. */
  private final Tally[][] tallies;

  private final boolean[] windowOperation;
  private final Tally outside = new Tally(MONITOR, MONITOR, -1);
  private final Map<Integer, ThreadClock> clocks = new HashMap<>();
  private ThreadClock current;
  private long begun;
  private long last;
  private long count;

  /** For who watches from another thread. */
  private final AtomicLong calls = new AtomicLong();

  private final AtomicInteger running = new AtomicInteger();

  public CrossingCounts(ImageNames names) {
    this.names = names;
    this.tallies = new Tally[names.cubicles()][];
    this.windowOperation = new boolean[names.functions()];
    for (int i = 0; i < windowOperation.length; i++) {
      windowOperation[i] = CrossingRecords.isWindowOperation(names.function(i));
    }
  }

  @Override
  public void started(int thread, long nanos) {
    if (last == 0) {
      begun = nanos;
      last = nanos;
    }
  }

  /** Gives the time since the last event to whoever ran, and says who runs now. */
  private ThreadClock clock(int thread, long nanos) {
    if (current != null) {
      current.run(nanos - last);
    } else if (last != 0) {
      outside.selfNanos += nanos - last;
    }
    last = nanos;
    if (current == null || current.thread() != thread) {
      current = clocks.computeIfAbsent(thread, id -> new ThreadClock(id, outside));
    }
    return current;
  }

  private Tally tally(int from, int to, int function) {
    Tally[] row = tallies[from];
    if (row == null) {
      row = new Tally[names.functions() + MOST_THREADS];
      tallies[from] = row;
    }
    Tally tally = row[function];
    if (tally == null) {
      tally = new Tally(from, to, function);
      row[function] = tally;
    }
    return tally;
  }

  @Override
  public void called(
      int thread, long nanos, int from, int to, int function, CallArguments arguments) {
    final ThreadClock clock = clock(thread, nanos);
    final Tally tally = tally(from, to, function);
    tally.calls++;
    if (to == MONITOR && function < windowOperation.length && windowOperation[function]) {
      clock.top().windowOperations++;
    }
    clock.enter(tally);
    calls.lazySet(++count);
    running.lazySet(to);
  }

  @Override
  public void returned(int thread, long nanos, int from, int to, int function) {
    clock(thread, nanos).leave();
    running.lazySet(from);
  }

  @Override
  public void faulted(
      int thread, long nanos, int cubicle, long rip, long address, AccessKind access, int key) {
    clock(thread, nanos).top().faults++;
  }

  @Override
  public void retagged(int thread, long nanos, int cubicle, long address, long bytes, int key) {
    clock(thread, nanos).top().retags += bytes >>> PAGE_SHIFT;
  }

  @Override
  public void switched(int thread, int cubicle) {
    if (current != null) {
      current.top().switches++;
    }
  }

  @Override
  public void ended(int thread, long nanos) {
    clock(thread, nanos).leaveAll();
    clocks.remove(thread);
    current = null;
  }

  /** How many calls there were so far; from any thread. */
  public long calls() {
    return calls.get();
  }

  /** The number of the cubicle that runs; from any thread. */
  public int running() {
    return running.get();
  }

  /**
   * Everything that was counted, when the run is over. Calls under way end then.
   *
   * @param wall how long it took
   */
  public CrossingSummary summary(Duration wall) {
    final long end = Math.max(last, begun + wall.toNanos());
    if (current != null) {
      current.run(end - last);
    } else {
      outside.selfNanos += end - last;
    }
    last = end;
    clocks.values().forEach(ThreadClock::leaveAll);
    final List<CrossingSummary.Row> rows = new ArrayList<>();
    for (Tally[] row : tallies) {
      for (Tally tally : row == null ? new Tally[0] : row) {
        if (tally != null) {
          rows.add(
              new CrossingSummary.Row(
                  names.cubicle(tally.from),
                  names.cubicle(tally.to),
                  names.function(tally.function),
                  cost(tally)));
        }
      }
    }
    return CrossingSummary.of(names.cubicle(MONITOR), cost(outside), rows);
  }

  private static CrossingSummary.Cost cost(Tally tally) {
    return new CrossingSummary.Cost(
        tally.calls,
        tally.selfNanos,
        tally.totalNanos,
        tally.faults,
        tally.retags,
        tally.windowOperations,
        tally.switches);
  }
}
