package dev.cubicle.tracing.state;

import static dev.cubicle.tracing.state.MonitorField.CUBICLE_CHANGED;
import static dev.cubicle.tracing.state.MonitorField.CUBICLE_OPEN_READ;
import static dev.cubicle.tracing.state.MonitorField.CUBICLE_OPEN_WRITE;
import static dev.cubicle.tracing.state.MonitorField.CUBICLE_RANGES;
import static dev.cubicle.tracing.state.MonitorField.CUBICLE_SIZE;
import static dev.cubicle.tracing.state.MonitorField.CUBICLE_WINDOWS_USED;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_CUBICLES;
import static dev.cubicle.tracing.state.MonitorField.RANGE_ADDRESS;
import static dev.cubicle.tracing.state.MonitorField.RANGE_COUNT;
import static dev.cubicle.tracing.state.MonitorField.RANGE_FIRST;
import static dev.cubicle.tracing.state.MonitorField.RANGE_PAGES;
import static dev.cubicle.tracing.state.MonitorField.RANGE_REMOVED;
import static dev.cubicle.tracing.state.MonitorField.RANGE_SIZE;
import static dev.cubicle.tracing.state.MonitorField.RANGE_WINDOW;

import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the windows of a cubicle. */
final class WindowReader {
  private static final int WINDOWS = 64;
  private static final long MOST_RANGES = 4096;

  private final Manifest manifest;
  private final MonitorLayout layout;
  private final PeekableMemory memory;

  WindowReader(Manifest manifest, MonitorLayout layout, PeekableMemory memory) {
    this.manifest = manifest;
    this.layout = layout;
    this.memory = memory;
  }

  List<LiveWindow> of(int owner, PageTable table) {
    if (owner < 0 || owner >= manifest.cubicles().size()) {
      return List.of();
    }
    final long row = memory.peekLong(layout.at(MONITOR_CUBICLES)) + owner * layout.at(CUBICLE_SIZE);
    final long used = memory.peekLong(row + layout.at(CUBICLE_WINDOWS_USED));
    final List<List<LiveWindow.Range>> ranges = ranges(row, table);
    final List<LiveWindow> windows = new ArrayList<>();
    for (int number = 0; number < WINDOWS; number++) {
      final boolean exists = (used >>> number & 1) != 0;
      if (exists || !ranges.get(number).isEmpty()) {
        windows.add(
            new LiveWindow(
                owner,
                number,
                ranges.get(number),
                open(row, CUBICLE_OPEN_READ, number),
                open(row, CUBICLE_OPEN_WRITE, number),
                grants(owner, number),
                exists,
                memory.peekLong(row + layout.at(CUBICLE_CHANGED) + (long) number * Long.BYTES)));
      }
    }
    return List.copyOf(windows);
  }

  private List<List<LiveWindow.Range>> ranges(long cubicle, PageTable table) {
    final List<List<LiveWindow.Range>> found = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      found.add(new ArrayList<>());
    }
    final long rows = memory.peekLong(cubicle + layout.at(CUBICLE_RANGES));
    final long count = Math.clamp(layout.at(RANGE_COUNT), 0, MOST_RANGES);
    for (long i = 0; i < count; i++) {
      final long row = rows + i * layout.at(RANGE_SIZE);
      final long pages = memory.peekInt(row + layout.at(RANGE_PAGES)) & 0xffff_ffffL;
      final long removed = memory.peekInt(row + layout.at(RANGE_REMOVED)) & 0xffff_ffffL;
      final long size = pages != 0 ? pages : removed;
      final int window = memory.peekInt(row + layout.at(RANGE_WINDOW));
      if (size == 0 || window < 0 || window >= WINDOWS) {
        continue;
      }
      final long first = memory.peekInt(row + layout.at(RANGE_FIRST)) & 0xffff_ffffL;
      found
          .get(window)
          .add(
              new LiveWindow.Range(
                  memory.peekLong(row + layout.at(RANGE_ADDRESS)),
                  table.address(first),
                  table.address(first + size),
                  pages == 0));
    }
    return found;
  }

  /** The cubicles in whose set of windows it is. */
  private List<Integer> open(long cubicle, MonitorField field, int number) {
    final long sets = memory.peekLong(cubicle + layout.at(field));
    return IntStream.range(0, manifest.cubicles().size())
        .filter(to -> (memory.peekLong(sets + (long) to * Long.BYTES) >>> number & 1) != 0)
        .boxed()
        .toList();
  }

  private List<Manifest.Grant> grants(int owner, int number) {
    return manifest.grants().stream()
        .filter(grant -> grant.owner() == owner && grant.window() == number)
        .toList();
  }
}
