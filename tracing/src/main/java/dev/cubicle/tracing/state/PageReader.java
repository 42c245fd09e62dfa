package dev.cubicle.tracing.state;

import static dev.cubicle.tracing.state.MonitorField.PAGE_HOLDER;
import static dev.cubicle.tracing.state.MonitorField.PAGE_KEY;
import static dev.cubicle.tracing.state.MonitorField.PAGE_NOW;
import static dev.cubicle.tracing.state.MonitorField.PAGE_ORIGIN;
import static dev.cubicle.tracing.state.MonitorField.PAGE_OWNER;
import static dev.cubicle.tracing.state.MonitorField.PAGE_PROTECTION;
import static dev.cubicle.tracing.state.MonitorField.PAGE_STATE;
import static dev.cubicle.tracing.state.MonitorField.PAGE_WINDOWS;

import dev.cubicle.emulator.memory.PeekableMemory;
import java.util.Optional;

/** Reads page records. */
final class PageReader {
  private static final PageState[] STATES = PageState.values();

  private final MonitorLayout layout;
  private final PeekableMemory memory;

  PageReader(MonitorLayout layout, PeekableMemory memory) {
    this.layout = layout;
    this.memory = memory;
  }

  PageTable table() {
    return PageTable.read(layout, memory);
  }

  Optional<LivePage> at(long address) {
    final PageTable table = table();
    final long index = table.page(address);
    if (index < 0) {
      return Optional.empty();
    }
    final long record = table.record(index);
    final long state = field(record, PAGE_STATE, 1);
    return Optional.of(
        new LivePage(
            address & -PageTable.PAGE,
            (int) field(record, PAGE_OWNER, 2),
            (int) field(record, PAGE_HOLDER, 2),
            state < STATES.length ? STATES[(int) state] : PageState.ABSENT,
            (int) field(record, PAGE_PROTECTION, 1),
            (int) field(record, PAGE_NOW, 1),
            (int) field(record, PAGE_KEY, 1) & 0xf,
            field(record, PAGE_WINDOWS, 8),
            field(record, PAGE_ORIGIN, 4)));
  }

  private long field(long record, MonitorField field, int bytes) {
    final long value = memory.peekLong(record + layout.at(field));
    return bytes == Long.BYTES ? value : value & (1L << bytes * Byte.SIZE) - 1;
  }

  /** Told of a page that a cubicle owns. */
  interface Census {
    void page(int owner, int holder);
  }

  /**
   * Goes through all pages that cubicles own. Records on pages that were never touched are zero.
   */
  void count(Census census) {
    final PageTable table = table();
    final int size = (int) table.recordSize();
    if (size <= 0 || size > PageTable.PAGE) {
      return;
    }
    final int ownerAt = (int) layout.at(PAGE_OWNER);
    final int holderAt = (int) layout.at(PAGE_HOLDER);
    final int stateAt = (int) layout.at(PAGE_STATE);
    final int batch = (int) PageTable.PAGE / size;
    for (long page = 0; page < table.pageCount(); page += batch) {
      final int rows = (int) Math.min(batch, table.pageCount() - page);
      final byte[] records = memory.peek(table.record(page), rows * size);
      for (int at = 0; at + size <= records.length; at += size) {
        final int state = records[at + stateAt];
        if (state == PageState.PRIVATE.ordinal() || state == PageState.SAVE.ordinal()) {
          census.page(half(records, at + ownerAt), half(records, at + holderAt));
        }
      }
    }
  }

  private static int half(byte[] bytes, int at) {
    return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << Byte.SIZE;
  }
}
