package dev.cubicle.tracing.state;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.Optional;

/** Tells what addresses are part of. */
final class PlaceFinder {
  private static final int NO_THREAD = -1;

  private final MonitorState state;

  PlaceFinder(MonitorState state) {
    this.state = state;
  }

  Place find(long address) {
    final Optional<LivePage> page = state.page(address);
    for (Manifest.Segment segment : state.image().manifest().segments()) {
      if (segment.holds(address)) {
        return inImage(segment, page, address);
      }
    }
    if (page.isEmpty()) {
      return new Place(Place.Part.NOTHING, 0, Optional.empty(), NO_THREAD, 0);
    }
    return inArena(page.get(), address);
  }

  private Place inImage(Manifest.Segment segment, Optional<LivePage> page, long address) {
    return new Place(
        segment.executable()
            ? Place.Part.CODE
            : segment.writable() ? Place.Part.DATA : Place.Part.CONSTANTS,
        page.map(LivePage::owner).orElse(segment.cubicle()),
        symbol(state.image(), address),
        NO_THREAD,
        0);
  }

  private static Optional<Place.Variable> symbol(CubicleImage image, long address) {
    return image
        .symbols()
        .at(address)
        .filter(at -> at.symbol().kind() != Symbols.Kind.LABEL || at.offset() == 0)
        .map(
            at ->
                new Place.Variable(
                    at.symbol().name(), at.symbol().address(), at.symbol().size(), at.offset()));
  }

  private Place inArena(LivePage page, long address) {
    final PageTable table = state.pageTable();
    final boolean pool = table.page(address) >= table.poolFirst();
    final long block = table.thread(address);
    final int thread =
        block == 0 ? NO_THREAD : (int) ((block - table.threadsStart()) / table.threadSize());
    final Place.Part part =
        switch (page.state()) {
          case ABSENT -> Place.Part.NOTHING;
          case GUARD -> Place.Part.GUARD;
          case FREE -> Place.Part.FREE;
          case MONITOR, READ -> Place.Part.MONITOR;
          case SHARED, PRIVATE, SAVE ->
              pool
                  ? Place.Part.HEAP
                  : isThreadLocal(table, block, address)
                      ? Place.Part.THREAD_LOCAL
                      : Place.Part.STACK;
        };
    return new Place(
        part, page.owner(), Optional.empty(), thread, part == Place.Part.HEAP ? page.origin() : 0);
  }

  /** The TLS block ends with the page that FS points to. */
  private boolean isThreadLocal(PageTable table, long block, long address) {
    final long pointer = state.threadPointer(block);
    return address >= pointer - table.threadLocalSize() && address < pointer + PageTable.PAGE;
  }
}
