package dev.cubicle.tracing.state;

import static dev.cubicle.tracing.state.MonitorField.MONITOR_IMAGE_START;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_PAGES;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_PAGE_COUNT;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_POOL_FIRST;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_THREADS_START;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_THREAD_SIZE;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_TLS_SIZE;
import static dev.cubicle.tracing.state.MonitorField.PAGE_OWNER;
import static dev.cubicle.tracing.state.MonitorField.PAGE_SIZE;
import static dev.cubicle.tracing.state.MonitorField.PAGE_STATE;

import dev.cubicle.emulator.memory.PeekableMemory;

/**
 * Where the monitor's page records and threads lie: fixed once it has booted. Its methods allocate
 * nothing where reading guest memory does not.
 *
 * @param imageStart the first address that has a record
 * @param pageCount how many pages have one
 * @param pages address of the records
 * @param recordSize bytes of each
 * @param poolFirst number of the first page of the pool
 * @param threadsStart where the first thread's part of the arena begins
 * @param threadSize bytes of each
 * @param threadLocalSize bytes of a thread's TLS block
 */
public record PageTable(
    MonitorLayout layout,
    long imageStart,
    long pageCount,
    long pages,
    long recordSize,
    long poolFirst,
    long threadsStart,
    long threadSize,
    long threadLocalSize) {

  /** Bytes of a page. */
  public static final long PAGE = 4096;

  private static final int PAGE_SHIFT = 12;
  private static final long MOST_PAGES = 1L << 28;

  /** What the monitor has decided at boot; it has booted. */
  public static PageTable read(MonitorLayout layout, PeekableMemory memory) {
    final long count = memory.peekLong(layout.at(MONITOR_PAGE_COUNT));
    return new PageTable(
        layout,
        memory.peekLong(layout.at(MONITOR_IMAGE_START)),
        Math.clamp(count, 0, MOST_PAGES),
        memory.peekLong(layout.at(MONITOR_PAGES)),
        layout.at(PAGE_SIZE),
        Integer.toUnsignedLong(memory.peekInt(layout.at(MONITOR_POOL_FIRST))),
        memory.peekLong(layout.at(MONITOR_THREADS_START)),
        memory.peekLong(layout.at(MONITOR_THREAD_SIZE)),
        memory.peekLong(layout.at(MONITOR_TLS_SIZE)));
  }

  /** The number of an address's page record; negative if it has none. */
  public long page(long address) {
    final long index = address - imageStart >> PAGE_SHIFT;
    return address >= imageStart && index < pageCount ? index : -1;
  }

  /** Where a page begins, by its number. */
  public long address(long page) {
    return imageStart + (page << PAGE_SHIFT);
  }

  /** The address of a page's record. */
  public long record(long page) {
    return pages + page * recordSize;
  }

  /** The cubicle whose private memory an address is; −1 if it is nobody's. */
  public int owner(PeekableMemory memory, long address) {
    final long index = page(address);
    if (index < 0) {
      return -1;
    }
    final long record = record(index);
    final int state = memory.peekInt(record + layout.at(PAGE_STATE)) & 0xff;
    return state == PageState.PRIVATE.ordinal()
        ? memory.peekInt(record + layout.at(PAGE_OWNER)) & 0xffff
        : -1;
  }

  /** The thread block in whose part of the arena an address lies; 0 if it is none of them. */
  public long thread(long address) {
    final long index = page(address);
    if (index < 0 || address < threadsStart || index >= poolFirst || threadSize <= 0) {
      return 0;
    }
    return address - (address - threadsStart) % threadSize;
  }
}
