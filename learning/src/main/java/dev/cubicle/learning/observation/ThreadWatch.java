package dev.cubicle.learning.observation;

import dev.cubicle.emulator.observe.ObservedGuest;
import dev.cubicle.learning.observation.AccessRun.Candidate;
import dev.cubicle.tracing.state.MonitorField;
import dev.cubicle.tracing.state.MonitorLayout;
import dev.cubicle.tracing.state.PageTable;
import dev.cubicle.trampolines.dwarf.ParameterLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One thread of the guest: its calls under way, and the accesses that are being put together. */
final class ThreadWatch {
  /** Accesses to several buffers alternate: a copy, a comparison. */
  private static final int OPEN_RUNS = 4;

  private static final int MOST_DEPTH = 1024;

  /** No buffer is larger. */
  private static final long FARTHEST = 1L << 30;

  private final long block;
  private final List<FunctionRow> functions;
  private final ObservedGuest guest;
  private final PageTable pages;
  private final MonitorLayout layout;
  private final PlaceFinder places;
  private final ObservationLog log;
  private final long shadowBase;
  private final Call[] calls = new Call[MOST_DEPTH + 1];
  private final AccessRun[] runs = new AccessRun[OPEN_RUNS];
  private int next;
  private long serials;

  ThreadWatch(
      long block,
      List<FunctionRow> functions,
      ObservedGuest guest,
      PageTable pages,
      PlaceFinder places,
      ObservationLog log) {
    this.block = block;
    this.functions = functions;
    this.guest = guest;
    this.pages = pages;
    this.layout = pages.layout();
    this.places = places;
    this.log = log;
    this.shadowBase = guest.peekLong(block + layout.at(MonitorField.THREAD_SHADOW_BASE));
    for (int i = 0; i < runs.length; i++) {
      runs[i] = new AccessRun();
    }
  }

  long block() {
    return block;
  }

  private int depth(long shadow) {
    return Math.clamp((shadow - shadowBase) / layout.at(MonitorField.FRAME_SIZE), 0, MOST_DEPTH);
  }

  /** A call has been prepared: its frame is the next of the shadow stack. */
  void called(long frame, long words, long count) {
    final int function = guest.peekInt(frame + layout.at(MonitorField.FRAME_FUNCTION));
    if (function < 0 || function >= functions.size()) {
      return;
    }
    final FunctionRow row = functions.get(function);
    final long[] values = new long[row.parameters().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (row.parameters().get(i).location()) {
            case ParameterLocation.IntegerRegister(int index) ->
                guest.peekLong(
                    block + layout.at(MonitorField.THREAD_ARGUMENTS) + (long) index * Long.BYTES);
            case ParameterLocation.StackWord(int word) ->
                word < count ? guest.peekLong(words + (long) word * Long.BYTES) : 0;
            case ParameterLocation.VectorRegister _, ParameterLocation.Nowhere _ -> 0;
          };
    }
    final boolean[] addresses = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      addresses[i] = pages.page(values[i]) >= 0;
    }
    calls[depth(frame)] = new Call(++serials, function, row, values, addresses);
  }

  /**
   * An access to memory of another cubicle than the accessor.
   *
   * @param kernel whether a system call makes it
   */
  void accessed(long rip, int accessor, long address, int size, boolean write, boolean kernel) {
    final long shadow = guest.peekLong(block + layout.at(MonitorField.THREAD_SHADOW));
    final Call call = innermost(shadow);
    for (AccessRun run : runs) {
      if (run.take(shadow, call, address, size, write, kernel)) {
        return;
      }
    }
    final Optional<Place> place = places.find(address);
    if (place.isEmpty() || place.get().owner() == accessor) {
      return;
    }
    final AccessRun run = runs[next];
    next = (next + 1) % runs.length;
    close(run);
    final List<Integer> names = new ArrayList<>();
    final List<Candidate> candidates = new ArrayList<>();
    lookAtCalls(shadow, accessor, place.get().owner(), address, names, candidates);
    run.begin(
        shadow,
        call,
        accessor,
        write,
        kernel,
        place.get(),
        candidates.toArray(Candidate[]::new),
        new Sighting(rip, address, size, names));
  }

  /** The innermost call that was told: those of the monitor's own functions are not. */
  private Call innermost(long shadow) {
    for (int depth = depth(shadow); depth > 0; depth--) {
      final long frame = shadowBase + (depth - 1L) * layout.at(MonitorField.FRAME_SIZE);
      final Call call = calls[depth - 1];
      if (call != null
          && call.function() == guest.peekInt(frame + layout.at(MonitorField.FRAME_FUNCTION))) {
        return call;
      }
    }
    return null;
  }

  /** Only the memory of its caller can be open to a call by its arguments. */
  private void lookAtCalls(
      long shadow,
      int accessor,
      int owner,
      long address,
      List<Integer> names,
      List<Candidate> candidates) {
    for (int depth = depth(shadow); depth > 0; depth--) {
      final long frame = shadowBase + (depth - 1L) * layout.at(MonitorField.FRAME_SIZE);
      final int function = guest.peekInt(frame + layout.at(MonitorField.FRAME_FUNCTION));
      final int caller = guest.peekInt(frame + layout.at(MonitorField.FRAME_CALLER));
      if (caller == 0 || function < 0 || function >= functions.size()) {
        continue;
      }
      names.add(function);
      final Call call = calls[depth - 1];
      if (caller != owner || call == null || call.function() != function) {
        continue;
      }
      final int parameter = call.nearest(address, FARTHEST);
      if (parameter >= 0) {
        call.lookAtString(guest, parameter);
        final boolean deep =
            guest.peekInt(frame + layout.at(MonitorField.FRAME_CALLEE)) != accessor;
        candidates.add(new Candidate(call, parameter, deep));
      }
    }
  }

  private void close(AccessRun run) {
    if (run.isOpen()) {
      log.add(run);
      run.close();
    }
  }

  void finish() {
    for (AccessRun run : runs) {
      close(run);
    }
  }
}
