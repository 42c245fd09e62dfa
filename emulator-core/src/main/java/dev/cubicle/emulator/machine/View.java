package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.mpk.PageTableEntry;
import java.util.Arrays;

/**
 * A protection view: the engine that runs guest code under one PKRU value. Its TLB holds only
 * tlbFill that this value allows, so a WRPKRU flushes nothing. Changes made while another view runs
 * are remembered here and carried out when the view is entered.
 */
final class View implements AutoCloseable {
  /** Fills after which the TLB is taken for too small: four times what Unicorn starts with. */
  private static final int FIRST_GROWTH = 1024;

  private static final int LAST_GROWTH = 1 << 20;

  private final int pkru;
  private final Engine engine;
  private boolean flushPending;
  private final long[] invalidPages = new long[PageInvalidator.MAXIMUM];
  private int invalidCount;
  private long[] staleFrames = new long[4];
  private int staleCount;
  private long lastEntered;
  private int fillsSinceFlush;
  private int growAt = FIRST_GROWTH;

  View(int pkru, Engine engine) {
    this.pkru = pkru;
    this.engine = engine;
  }

  int pkru() {
    return pkru;
  }

  Engine engine() {
    return engine;
  }

  long lastEntered() {
    return lastEntered;
  }

  void entered(long tick) {
    lastEntered = tick;
  }

  /** Cached tlbFill may grant too much: drop them before guest code runs here again. */
  void flushLater() {
    flushPending = true;
  }

  /** What is cached of one page may grant too much. */
  void invalidateLater(long page) {
    if (flushPending) {
      return;
    }
    for (int i = 0; i < invalidCount; i++) {
      if (invalidPages[i] == page) {
        return;
      }
    }
    if (invalidCount == invalidPages.length) {
      flushPending = true;
    } else {
      invalidPages[invalidCount++] = page;
    }
  }

  /** Code translated from this frame is stale. */
  void forgetCodeLater(long frame) {
    if (staleCount == staleFrames.length) {
      staleFrames = Arrays.copyOf(staleFrames, 2 * staleCount);
    }
    staleFrames[staleCount++] = frame;
    flushPending = true;
  }

  /** Whether something was put off: guest code must not run on here before {@link #settle}. */
  boolean unsettled() {
    return flushPending || invalidCount > 0;
  }

  /** Carries out what was put off; guest code may run here afterwards. */
  void settle(TlbFill tlbFill, PageInvalidator invalidator) {
    if (invalidCount > 0
        && !flushPending
        && !invalidator.invalidate(engine, invalidPages, invalidCount)) {
      flushPending = true;
    }
    invalidCount = 0;
    if (flushPending) {
      flush(tlbFill);
    }
  }

  /**
   * Empties the TLB and drops stale code. Unicorn drops code by virtual address, so each stale
   * frame is given one that no guest can map.
   */
  private void flush(TlbFill tlbFill) {
    for (int i = 0; i < staleCount; i++) {
      final long page = Bootstrap.RESERVED_PAGE;
      engine.flushTlb();
      tlbFill.force(page, staleFrames[i]);
      engine.removeCode(page, page + PageTableEntry.PAGE_SIZE);
      tlbFill.unforce();
    }
    staleCount = 0;
    engine.flushTlb();
    flushPending = false;
    growAt = fillsSinceFlush >= growAt ? Math.min(2 * growAt, LAST_GROWTH) : FIRST_GROWTH;
    fillsSinceFlush = 0;
  }

  /**
   * Counts a TLB fill. Unicorn enlarges a TLB only when it is flushed, and where nothing is ever
   * unmapped that is never: a working set beyond the initial 256 entries would miss for good. So a
   * flush is asked for when fills add up, at growing distances.
   *
   * @return whether the engine should be stopped for a flush
   */
  boolean filled() {
    fillsSinceFlush++;
    if (fillsSinceFlush == growAt) {
      flushPending = true;
      return true;
    }
    return false;
  }

  @Override
  public void close() {
    engine.close();
  }
}
