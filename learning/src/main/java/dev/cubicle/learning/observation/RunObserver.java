package dev.cubicle.learning.observation;

import dev.cubicle.emulator.observe.GuestObserver;
import dev.cubicle.emulator.observe.ObservedGuest;
import dev.cubicle.tracing.state.MonitorField;
import dev.cubicle.tracing.state.MonitorLayout;
import dev.cubicle.tracing.state.PageTable;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches the run of a cubicle image: what its monitor would not have allowed is carried out and
 * remembered, with the calls under way and their arguments.
 */
public final class RunObserver implements GuestObserver {
  private static final int BEGIN = 0;
  private static final int PAGE_DENIED = 1;
  private static final int RANGE = 2;
  private static final int CALL = 3;

  /** With an access of {@link #PAGE_DENIED}: an instruction's. */
  private static final int FAULT = 0x100;

  private static final int WRITE = 2;
  private static final long NOT_UNDERSTOOD = -22;
  private static final long PAGE = 4096;

  private final CubicleImage image;
  private final List<FunctionRow> functions;
  private final Map<Long, ThreadWatch> threads = new HashMap<>();
  private ObservedGuest guest;
  private PageTable pages;
  private PlaceFinder places;
  private final ObservationLog log = new ObservationLog();
  private ThreadWatch current;
  private RuntimeException failure;
  private long calls;

  /** What the kernel is about to access for a cubicle. */
  private long rangeStart;

  private long rangeEnd;
  private long rangeThread;

  /**
   * @param functions by their number in the image's table
   */
  public RunObserver(CubicleImage image, List<FunctionRow> functions) {
    this.image = image;
    this.functions = List.copyOf(functions);
  }

  @Override
  public void attached(ObservedGuest observed) {
    guest = observed;
  }

  @Override
  public long told(long[] arguments) {
    final int what = (int) arguments[0];
    if (pages == null && what != BEGIN) {
      return NOT_UNDERSTOOD;
    }
    switch (what) {
      case BEGIN -> {
        final Optional<MonitorLayout> layout = MonitorLayout.of(image);
        if (layout.isEmpty()) {
          return NOT_UNDERSTOOD;
        }
        pages = PageTable.read(layout.get(), guest);
        places = new PlaceFinder(image, guest, pages);
      }
      case PAGE_DENIED -> {
        return denied(arguments[1], (int) arguments[2], (int) arguments[3], (int) arguments[4])
            ? 0
            : NOT_UNDERSTOOD;
      }
      case RANGE -> {
        rangeStart = arguments[1];
        rangeEnd = rangeStart + arguments[2];
        rangeThread = arguments[4];
      }
      case CALL -> {
        calls++;
        thread(arguments[1]).called(arguments[2], arguments[3], arguments[4]);
      }
      default -> {
        return NOT_UNDERSTOOD;
      }
    }
    return 0;
  }

  /** A page that the monitor would not let a cubicle have. */
  private boolean denied(long page, int cubicle, int access, int pkru) {
    final boolean write = (access & WRITE) != 0;
    if ((access & FAULT) == 0 && rangeThread != 0) {
      final long start = Math.max(rangeStart, page);
      final long end = Math.min(rangeEnd, page + PAGE);
      if (start < end) {
        final ThreadWatch thread = thread(rangeThread);
        thread.accessed(0, cubicle, start, (int) (end - start), write, true);
      }
    }
    return guest.lift(page, pkru, write);
  }

  private ThreadWatch thread(long block) {
    if (current == null || current.block() != block) {
      current =
          threads.computeIfAbsent(
              block, _ -> new ThreadWatch(block, functions, guest, pages, places, log));
    }
    return current;
  }

  @Override
  public void accessed(long rip, long gsBase, long address, int size, boolean write) {
    if (failure != null) {
      return;
    }
    try {
      final int accessor = guest.peekInt(gsBase + pages.layout().at(MonitorField.THREAD_CUBICLE));
      thread(gsBase).accessed(rip, accessor, address, size, write, false);
    } catch (RuntimeException e) {
      // It would end the virtual machine: it is thrown when the run is over.
      failure = e;
    }
  }

  /** How many calls across cubicles there were so far. */
  public long calls() {
    return calls;
  }

  /**
   * All that was observed, in the order of first accesses. After the run.
   *
   * @return empty if the image's monitor said nothing: it is of another version
   */
  public Optional<List<Observation>> finish() {
    if (failure != null) {
      throw failure;
    }
    if (pages == null) {
      return Optional.empty();
    }
    threads.values().forEach(ThreadWatch::finish);
    return Optional.of(log.observations());
  }
}
