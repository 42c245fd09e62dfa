package dev.cubicle.tracing.statistics;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.events.EventListener;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts events. A guest that writes ever new PKRU values does not fill the host's memory: from
 * {@value #MOST_VALUES} on, new ones are counted together.
 */
public final class EventCounts implements EventListener {

  /** How many different PKRU values are told apart. */
  public static final int MOST_VALUES = 4096;

  /** Linux answers -1 to -4095 for errors (MAX_ERRNO in include/linux/err.h). */
  private static final long LOWEST_ERROR = -4095;

  private static final class Tally {
    private long count;
    private long errors;
  }

  private final Map<String, Tally> calls = new HashMap<>();
  private final Map<Integer, Tally> pkruWrites = new LinkedHashMap<>();
  private long otherPkruWrites;
  private long faults;
  private long signals;
  private long threads;

  @Override
  public void on(Event event) {
    switch (event) {
      case Event.SystemCallDone call -> {
        final Tally tally = calls.computeIfAbsent(call.name(), _ -> new Tally());
        tally.count++;
        if (call.result() < 0 && call.result() >= LOWEST_ERROR) {
          tally.errors++;
        }
      }
      case Event.PkruWritten write -> {
        if (write.before() != write.after()) {
          met(write.before());
          countPkru(write.after());
        }
      }
      case Event.ViewCreated view -> met(view.pkru());
      case Event.PageFaulted _ -> faults++;
      case Event.SignalDelivered _ -> signals++;
      case Event.TaskStarted _ -> threads++;
      case Event.TaskEnded _ -> {}
    }
  }

  private void met(int pkru) {
    if (pkruWrites.size() < MOST_VALUES) {
      pkruWrites.putIfAbsent(pkru, new Tally());
    }
  }

  private void countPkru(int pkru) {
    met(pkru);
    final Tally tally = pkruWrites.get(pkru);
    if (tally == null) {
      otherPkruWrites++;
    } else {
      tally.count++;
    }
  }

  /** System calls, the most frequent first. */
  public List<SystemCallCount> systemCalls() {
    return calls.entrySet().stream()
        .map(
            entry ->
                new SystemCallCount(
                    entry.getKey(), entry.getValue().count, entry.getValue().errors))
        .sorted(
            Comparator.comparingLong(SystemCallCount::count)
                .reversed()
                .thenComparing(SystemCallCount::name))
        .toList();
  }

  /** The PKRU values that were told apart, in the order in which they were met. */
  public List<PkruCount> pkru() {
    return pkruWrites.entrySet().stream()
        .map(entry -> new PkruCount(entry.getKey(), entry.getValue().count))
        .toList();
  }

  /** Writes of values that were not told apart any more. */
  public long otherPkruWrites() {
    return otherPkruWrites;
  }

  /** Page faults that became a signal. */
  public long faults() {
    return faults;
  }

  /** Entries into signal handlers. */
  public long signals() {
    return signals;
  }

  /** Threads that began, the first one included. */
  public long threads() {
    return threads;
  }
}
