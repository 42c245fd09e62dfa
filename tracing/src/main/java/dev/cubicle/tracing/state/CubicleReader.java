package dev.cubicle.tracing.state;

import static dev.cubicle.tracing.state.MonitorField.CUBICLE_HEAP_LIMIT;
import static dev.cubicle.tracing.state.MonitorField.CUBICLE_HEAP_PAGES;
import static dev.cubicle.tracing.state.MonitorField.CUBICLE_KEY;
import static dev.cubicle.tracing.state.MonitorField.CUBICLE_KEY_PUBLIC;
import static dev.cubicle.tracing.state.MonitorField.CUBICLE_SIZE;
import static dev.cubicle.tracing.state.MonitorField.GATE_PKRU;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_CUBICLES;

import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads the monitor's rows of cubicles. */
final class CubicleReader {
  private static final int LOWEST_BITS = 0xf;

  private final Manifest manifest;
  private final MonitorLayout layout;
  private final PeekableMemory memory;

  CubicleReader(Manifest manifest, MonitorLayout layout, PeekableMemory memory) {
    this.manifest = manifest;
    this.layout = layout;
    this.memory = memory;
  }

  List<LiveCubicle> read(PageReader pages) {
    final int count = manifest.cubicles().size();
    final long[] owned = new long[count];
    final long[] lent = new long[count];
    final long[] borrowed = new long[count];
    pages.count(
        (owner, holder) -> {
          if (owner >= count || holder >= count) {
            return;
          }
          owned[owner]++;
          if (owner != holder) {
            lent[owner]++;
            borrowed[holder]++;
          }
        });
    final long rows = memory.peekLong(layout.at(MONITOR_CUBICLES));
    final List<LiveCubicle> cubicles = new ArrayList<>(count);
    for (Manifest.Cubicle cubicle : manifest.cubicles()) {
      final int number = cubicle.number();
      final long row = rows + number * layout.at(CUBICLE_SIZE);
      cubicles.add(
          new LiveCubicle(
              number,
              cubicle.name(),
              cubicle.kind(),
              memory.peekInt(row + layout.at(CUBICLE_KEY)) & LOWEST_BITS,
              memory.peekInt(row + layout.at(CUBICLE_KEY_PUBLIC)) & LOWEST_BITS,
              pkru(cubicle),
              owned[number],
              lent[number],
              borrowed[number],
              memory.peekLong(row + layout.at(CUBICLE_HEAP_PAGES)),
              memory.peekLong(row + layout.at(CUBICLE_HEAP_LIMIT))));
    }
    return List.copyOf(cubicles);
  }

  /** What the gate would write; all ones say that it has to ask. */
  private OptionalInt pkru(Manifest.Cubicle cubicle) {
    final long value = memory.peekLong(layout.at(GATE_PKRU) + (long) cubicle.number() * Long.BYTES);
    return cubicle.kind() == Policy.Kind.SHARED || value >>> Integer.SIZE != 0
        ? OptionalInt.empty()
        : OptionalInt.of((int) value);
  }
}
