package dev.cubicle.tracing.timeline;

import dev.cubicle.mpk.AccessKind;
import dev.cubicle.tracing.crossing.CallArguments;
import dev.cubicle.tracing.crossing.CrossingListener;
import dev.cubicle.tracing.crossing.CrossingRecords;
import dev.cubicle.tracing.crossing.ImageNames;
import dev.cubicle.trampolines.report.Violation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what passes between cubicles as a Perfetto trace, while it happens. Each cubicle is what
 * the viewer calls a process, and has a track for each thread that comes there. A call is a slice
 * on the callee's track, with an arrow from the caller's; faults, re-tags, window operations and
 * violations are instants on the track of who caused them.
 */
public final class Timeline implements CrossingListener, AutoCloseable {
  private static final int MONITOR = 0;
  private static final long COUNTER_NANOS = 10_000_000;
  private static final long SECOND = 1_000_000_000;

  /**
   * Tracks: cubicle c is 1 + c, its thread t of the image's n-th is (1 + n) &lt;&lt; 16 | 1 + c.
   */
  private static final int THREAD_SHIFT = 16;

  private static final long CALLS_TRACK = 0x7fff_0001L;
  private static final long FAULTS_TRACK = 0x7fff_0002L;

  private enum Category {
    CALL,
    FAULT,
    RETAG,
    WINDOW,
    VIOLATION;

    int id() {
      return ordinal() + 1;
    }
  }

  /** Names of events that are no functions. They come behind those of functions. */
  private enum Mark {
    CALLS("calls"),
    READ_FAULT("fault: read"),
    WRITE_FAULT("fault: write"),
    FETCH_FAULT("fault: execute"),
    RETAG("re-tag"),
    VIOLATION("violation");

    private final String text;

    Mark(String text) {
      this.text = text;
    }
  }

  /** Names of values. The first {@link CallArguments#REGISTERS} are arguments. */
  private enum Value {
    ADDRESS,
    KEY,
    PAGES,
    INSTRUCTION,
    KIND,
    OWNER,
    CALLER;

    int id() {
      return CallArguments.REGISTERS + 1 + ordinal();
    }
  }

  private final PerfettoWriter writer;
  private final ImageNames names;
  private final TimelineFilter filter;

  /** By caller and function: 0 not known yet, 1 wanted, 2 not. */
  private final byte[][] wanted;

  private final Map<Integer, Integer> threadNumbers = new HashMap<>();
  private final List<boolean[]> tracksOfThreads = new ArrayList<>();
  private final boolean[] processes;
  private final Map<Integer, OpenCalls> open = new HashMap<>();
  private int lastThread = -1;
  private int lastNumber;
  private OpenCalls lastOpen;
  private long flows;
  private long candidates;
  private long calls;
  private long countedCalls;
  private long faults;
  private long countedAt;
  private long lastNanos;

  /**
   * Begins a timeline.
   *
   * @param stream gets it; closed with it
   */
  public Timeline(ImageNames names, TimelineFilter filter, OutputStream stream) {
    this.names = names;
    this.filter = filter;
    this.writer = new PerfettoWriter(stream);
    this.wanted = new byte[names.cubicles()][];
    this.processes = new boolean[names.cubicles()];
    final List<String> events = new ArrayList<>();
    for (int i = 0; i < names.functions(); i++) {
      events.add(names.function(i));
    }
    for (Mark mark : Mark.values()) {
      events.add(mark.text);
    }
    final List<String> values = new ArrayList<>();
    for (int i = 1; i <= CallArguments.REGISTERS; i++) {
      values.add("argument " + i);
    }
    for (Value value : Value.values()) {
      values.add(value.name().toLowerCase(Locale.ROOT));
    }
    final List<String> categories = new ArrayList<>();
    for (Category category : Category.values()) {
      categories.add(category.name().toLowerCase(Locale.ROOT));
    }
    writer.names(categories, events, values);
    writer.counter(CALLS_TRACK, 0, "calls per second");
    writer.counter(FAULTS_TRACK, 0, "faults");
  }

  private int name(int function) {
    return function < names.functions() ? function + 1 : name(Mark.CALLS);
  }

  private int name(Mark mark) {
    return names.functions() + 1 + mark.ordinal();
  }

  private void enterThread(int thread) {
    if (thread == lastThread) {
      return;
    }
    lastThread = thread;
    lastNumber = threadNumbers.computeIfAbsent(thread, _ -> threadNumbers.size() + 1);
    lastOpen = open.computeIfAbsent(thread, _ -> new OpenCalls());
    while (tracksOfThreads.size() < lastNumber) {
      tracksOfThreads.add(new boolean[names.cubicles()]);
    }
  }

  /** The track of the thread that was entered in a cubicle. */
  private long track(int cubicle) {
    final long track = (long) lastNumber << THREAD_SHIFT | 1 + cubicle;
    final boolean[] known = tracksOfThreads.get(lastNumber - 1);
    if (!known[cubicle]) {
      known[cubicle] = true;
      if (!processes[cubicle]) {
        processes[cubicle] = true;
        writer.process(1 + cubicle, 1 + cubicle, names.cubicle(cubicle));
      }
      // A thread of the viewer's belongs to one process alone.
      writer.thread(
          track,
          1 + cubicle,
          lastNumber << THREAD_SHIFT | 1 + cubicle,
          names.cubicle(cubicle) + ", thread " + lastThread);
    }
    return track;
  }

  private boolean wants(int from, int to, int function) {
    byte[] row = wanted[from];
    if (row == null) {
      row = new byte[names.functions()];
      wanted[from] = row;
    }
    if (function >= row.length) {
      return filter.names().isEmpty();
    }
    if (row[function] == 0) {
      final boolean yes =
          filter.wants(names.cubicle(from), names.cubicle(to), names.function(function));
      row[function] = (byte) (yes ? 1 : 2);
    }
    return row[function] == 1 && candidates++ % filter.oneIn() == 0;
  }

  @Override
  public void called(
      int thread, long nanos, int from, int to, int function, CallArguments arguments) {
    calls++;
    counters(nanos);
    enterThread(thread);
    if (!wants(from, to, function)) {
      lastOpen.push(OpenCalls.NONE);
      return;
    }
    final long flow = ++flows;
    final long caller = track(from);
    final boolean window = to == MONITOR && isWindow(function);
    final Category category = window ? Category.WINDOW : Category.CALL;
    writer.instant(caller, category.id(), window ? name(function) : name(Mark.CALLS));
    writer.flow(flow);
    writer.end(nanos);
    final long track = track(to);
    writer.slice(track, category.id(), name(function));
    writer.flowEnds(flow);
    final int count = names.integers(function);
    for (int i = 0; i < count; i++) {
      writer.address(i + 1, arguments.integer(i));
    }
    writer.end(nanos);
    lastOpen.push(track);
  }

  private boolean isWindow(int function) {
    return CrossingRecords.isWindowOperation(names.function(function));
  }

  @Override
  public void returned(int thread, long nanos, int from, int to, int function) {
    counters(nanos);
    enterThread(thread);
    final long track = lastOpen.pop();
    if (track != OpenCalls.NONE) {
      writer.sliceEnds(track, nanos);
    }
  }

  @Override
  public void faulted(
      int thread, long nanos, int cubicle, long rip, long address, AccessKind access, int key) {
    faults++;
    counters(nanos);
    enterThread(thread);
    final Mark mark =
        switch (access) {
          case READ -> Mark.READ_FAULT;
          case WRITE -> Mark.WRITE_FAULT;
          case FETCH -> Mark.FETCH_FAULT;
        };
    writer.instant(track(cubicle), Category.FAULT.id(), name(mark));
    writer.address(Value.ADDRESS.id(), address);
    writer.number(Value.KEY.id(), key);
    writer.address(Value.INSTRUCTION.id(), rip);
    writer.end(nanos);
  }

  @Override
  public void retagged(int thread, long nanos, int cubicle, long address, long bytes, int key) {
    counters(nanos);
    if (!filter.names().isEmpty() || filter.oneIn() > 1) {
      return;
    }
    enterThread(thread);
    writer.instant(track(cubicle), Category.RETAG.id(), name(Mark.RETAG));
    writer.address(Value.ADDRESS.id(), address);
    writer.number(Value.PAGES.id(), bytes >>> 12);
    writer.number(Value.KEY.id(), key);
    writer.end(nanos);
  }

  @Override
  public void violated(int thread, long nanos, Violation violation) {
    lastNanos = nanos;
    enterThread(thread);
    writer.instant(track(violation.cubicle()), Category.VIOLATION.id(), name(Mark.VIOLATION));
    writer.text(Value.KIND.id(), violation.kind().name().toLowerCase(Locale.ROOT));
    writer.address(Value.ADDRESS.id(), violation.address());
    writer.address(Value.INSTRUCTION.id(), violation.instruction());
    writer.number(Value.KEY.id(), violation.key());
    if (violation.owner().isPresent()) {
      writer.text(Value.OWNER.id(), names.cubicle(violation.owner().getAsInt()));
    }
    writer.end(nanos);
  }

  @Override
  public void started(int thread, long nanos) {
    if (countedAt == 0) {
      countedAt = nanos;
      writer.count(CALLS_TRACK, nanos, 0);
      writer.count(FAULTS_TRACK, nanos, 0);
    }
    lastNanos = nanos;
  }

  @Override
  public void ended(int thread, long nanos) {
    lastNanos = nanos;
    endCalls(open.remove(thread));
    lastThread = -1;
  }

  private void endCalls(OpenCalls all) {
    while (all != null && !all.isEmpty()) {
      final long track = all.pop();
      if (track != OpenCalls.NONE) {
        writer.sliceEnds(track, lastNanos);
      }
    }
  }

  private void counters(long nanos) {
    lastNanos = nanos;
    final long passed = nanos - countedAt;
    if (passed >= COUNTER_NANOS) {
      writer.count(CALLS_TRACK, nanos, (calls - countedCalls) * SECOND / passed);
      writer.count(FAULTS_TRACK, nanos, faults);
      countedCalls = calls;
      countedAt = nanos;
    }
  }

  /** How many bytes the timeline has so far, but for what is in memory. */
  public long written() {
    return writer.written();
  }

  /**
   * The run is over: ends what is open.
   *
   * @throws IOException if the stream has failed, now or before
   */
  @Override
  public void close() throws IOException {
    open.values().forEach(this::endCalls);
    open.clear();
    writer.close();
  }
}
