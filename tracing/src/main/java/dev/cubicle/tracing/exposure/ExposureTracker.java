package dev.cubicle.tracing.exposure;

import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.probe.ProbeListener;
import dev.cubicle.emulator.probe.ProbedGuest;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.tracing.state.LiveArgumentWindow;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.LivePage;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.LiveWindow;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.trampolines.inspect.RunExposure;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.report.Violation;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Keeps account of which pages of others each isolated cubicle could touch in a run. Pages change
 * hands by {@code pkey_mprotect}; windows are looked at before they close, and what is open at the
 * end is looked at there.
 */
public final class ExposureTracker {
  /** {@code __NR_pkey_mprotect} (arch/x86/entry/syscalls/syscall_64.tbl). */
  private static final long PKEY_MPROTECT = 329;

  /** Of the monitor: every system call of its own is a call of this function. */
  private static final String SYSTEM_CALL = "monitor_syscall";

  /** Of the monitor: the end of a call that had windows for its arguments. */
  private static final String CALL_ENDS = "gate_finish";

  /** Of the monitor: pages change their owner. */
  private static final String PAGES_GO = "windows_forget";

  /** What may take rights away that a window of the cubicle that calls it gave. */
  private static final List<String> WINDOW_CHANGES =
      List.of(
          "cubicle_window_close",
          "cubicle_window_close_all",
          "cubicle_window_destroy",
          "cubicle_window_remove",
          "cubicle_window_open_read");

  private final CubicleImage image;
  private final LongSupplier clock;
  private final long began;
  private final GuestView view;
  private final MonitorState state;
  private final Ledger ledger;

  private ExposureTracker(
      CubicleImage image, GuestView view, MonitorState state, LongSupplier clock) {
    this.image = image;
    this.view = view;
    this.state = state;
    this.clock = clock;
    this.began = clock.getAsLong();
    this.ledger = new Ledger(image.manifest());
  }

  /**
   * For one run of an image.
   *
   * @param clock nanoseconds from any origin
   * @return empty if the image's monitor is of another version than is known here
   */
  public static Optional<ExposureTracker> of(CubicleImage image, LongSupplier clock) {
    final GuestView view = new GuestView();
    return MonitorState.of(image, view)
        .map(state -> new ExposureTracker(image, view, state, clock));
  }

  /** What the run must be given. */
  public List<Probe> probes() {
    return Stream.of(
            Stream.of(
                probe(SYSTEM_CALL, this::systemCall),
                probe(CALL_ENDS, this::callEnds),
                probe(PAGES_GO, guest -> windowsChange((int) guest.register(X86.RDI)))),
            WINDOW_CHANGES.stream().map(name -> probe(name, this::ownWindowsChange)))
        .flatMap(probes -> probes)
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Probe> probe(String function, ProbeListener listener) {
    return image.symbols().named(function).stream()
        .filter(symbol -> symbol.kind() == Symbols.Kind.FUNCTION && isMonitors(symbol))
        .findFirst()
        .map(
            symbol ->
                new Probe(
                    symbol.address(),
                    guest -> {
                      view.look(guest);
                      listener.reached(guest);
                    }));
  }

  /** Another cubicle's function of that name is none. */
  private boolean isMonitors(Symbols.Symbol symbol) {
    return image.manifest().segments().stream()
        .anyMatch(segment -> segment.cubicle() == 0 && segment.holds(symbol.address()));
  }

  private long now() {
    return clock.getAsLong() - began;
  }

  /** The monitor has written down who holds the pages, and now tells the kernel. */
  private void systemCall(ProbedGuest guest) {
    if (guest.register(X86.RDI) != PKEY_MPROTECT || !state.booted()) {
      return;
    }
    final long start = guest.register(X86.RSI);
    final long size = guest.register(X86.RDX);
    final long now = now();
    for (long address = start; address < start + size; address += RunExposure.PAGE) {
      state.page(address).filter(LivePage::isOwned).ifPresent(page -> holds(page, now));
    }
  }

  private void holds(LivePage page, long now) {
    ledger.holds(number(page.address()), page, now);
  }

  private int number(long address) {
    return (int) state.pageTable().page(address);
  }

  private void callEnds(ProbedGuest guest) {
    state
        .thread(guest.register(X86.GS_BASE))
        .map(LiveThread::frames)
        .filter(frames -> !frames.isEmpty())
        .map(List::getFirst)
        .ifPresent(this::arguments);
  }

  private void arguments(LiveFrame frame) {
    for (LiveArgumentWindow window : frame.windows()) {
      for (int accessor = 1; accessor < ledger.cubicles(); accessor++) {
        pages(accessor, window.owner(), window.start(), window.end(), window.rights(accessor));
      }
    }
  }

  private void ownWindowsChange(ProbedGuest guest) {
    state.thread(guest.register(X86.GS_BASE)).ifPresent(thread -> windowsChange(thread.cubicle()));
  }

  private void windowsChange(int owner) {
    for (LiveWindow window : state.windows(owner)) {
      if (window.used() && !window.isFixed()) {
        for (LiveWindow.Range range : window.ranges()) {
          for (int accessor = 1; !range.removed() && accessor < ledger.cubicles(); accessor++) {
            pages(accessor, owner, range.start(), range.end(), window.rights(accessor));
          }
        }
      }
    }
  }

  /** Of a range only what is the owner's. */
  private void pages(int accessor, int owner, long start, long end, int rights) {
    if (rights == 0 || accessor == owner) {
      return;
    }
    for (long address = start & -RunExposure.PAGE; address < end; address += RunExposure.PAGE) {
      if (state.page(address).filter(page -> page.isOwned() && page.owner() == owner).isPresent()) {
        ledger.open(accessor, owner, number(address), (rights & LivePage.WRITE) != 0);
      }
    }
  }

  /**
   * What the run comes to.
   *
   * @param memory of the guest, which has ended
   * @param violation that it was stopped for
   */
  public RunExposure finish(PeekableMemory memory, Optional<Violation> violation) {
    view.look(memory);
    return new EndOfRun(image, state, ledger).result(now(), violation);
  }
}
