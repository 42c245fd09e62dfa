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
  private final int pkru;
  private final Engine engine;
  private boolean flushPending;
  private long[] staleFrames = new long[4];
  private int staleCount;
  private long lastEntered;
  private long fillsSinceFlush;

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

  /** Code translated from this frame is stale. */
  void forgetCodeLater(long frame) {
    if (staleCount == staleFrames.length) {
      staleFrames = Arrays.copyOf(staleFrames, 2 * staleCount);
    }
    staleFrames[staleCount++] = frame;
    flushPending = true;
  }

  boolean flushPending() {
    return flushPending;
  }

  /**
   * Carries out what was put off. Unicorn drops code by virtual address, so each stale frame is
   * given one that no guest can map.
   */
  void settle(TlbFill tlbFill) {
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
    fillsSinceFlush = 0;
  }

  /** Counts a TLB fill; answers how many there were since the last flush. */
  long filled() {
    return ++fillsSinceFlush;
  }

  @Override
  public void close() {
    engine.close();
  }
}
