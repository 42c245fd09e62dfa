package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.EngineHooks;
import dev.cubicle.emulator.unicorn.ObservationStubs;
import dev.cubicle.emulator.unicorn.ObservedRegion;
import dev.cubicle.mpk.PageTableEntry;
import java.util.Arrays;

/**
 * Pages whose accesses somebody is asked about, one by one. They translate to a region without
 * memory behind it, as far as the page's protection and key allow the access at all; accesses of
 * the other kind, and all other pages, run at full speed.
 */
final class WatchedPages implements ObservedRegion, AutoCloseable {
  private static final int PAGE = PageTableEntry.PAGE_SIZE;
  private static final int PAGE_SHIFT = 12;

  private final GuestBytes bytes;
  private final MachineHooks hooks;
  private final ObservationStubs stubs = new ObservationStubs(this);
  private MemoryWatch watch;

  /** Addresses in ascending order: a page's place here is its place in the region. */
  private long[] pages = {};

  /** A store that Unicorn splits comes once as a whole, and then in so many bytes. */
  private int partsToCome;

  private long partsStart;
  private long partsEnd;

  WatchedPages(
      AddressSpace space, PhysicalMemory memory, CodeCoherence coherence, MachineHooks hooks) {
    this.bytes = new GuestBytes(space, memory, coherence);
    this.hooks = hooks;
  }

  /** Once for an engine, and not while guest code runs. */
  void install(Engine engine) {
    stubs.install(engine);
  }

  /** All engines must forget what they know of translations. */
  void watch(MemoryWatch by) {
    watch = by;
    pages = by.pages().clone();
    Arrays.sort(pages);
  }

  /** An engine starts. */
  void begin() {
    partsToCome = 0;
  }

  /**
   * Where an access goes.
   *
   * @param frame the page's
   * @param permits what translation with the frame would permit, the access included
   * @return as {@link EngineHooks#fillTlb} gives it
   */
  long translate(long page, long frame, int permits, int access) {
    final int slot = Arrays.binarySearch(pages, page);
    if (slot < 0) {
      return frame | permits;
    }
    final int wanted =
        switch (access) {
          case EngineHooks.FETCH -> EngineHooks.PERMIT_FETCH;
          case EngineHooks.WRITE -> EngineHooks.PERMIT_WRITE;
          default -> EngineHooks.PERMIT_READ;
        };
    // A translation serves one kind of access: the next kind asks anew.
    return wanted == EngineHooks.PERMIT_FETCH || !watch.watches(page, access == EngineHooks.WRITE)
        ? frame | wanted
        : BASE | (long) slot << PAGE_SHIFT | wanted;
  }

  private long address(long offset) {
    return pages[(int) (offset >>> PAGE_SHIFT)] | offset & PAGE - 1;
  }

  @Override
  public boolean begin(long offset, int size, boolean write) {
    final long address = address(offset);
    if (partsToCome > 0 && size == 1 && address >= partsStart && address + size <= partsEnd) {
      partsToCome--;
      return true;
    }
    partsToCome = 0;
    if (write && (address & size - 1) != 0) {
      split(address, size);
    }
    if (!hooks.isStopping() && watch.stops(address, size, write)) {
      hooks.stopBeforeInstruction();
      return false;
    }
    return !hooks.isStopping();
  }

  /**
   * Stores are split into bytes. Loads are split, too, but Unicorn says nothing of the parts
   * (store_helper and load_helper in its cputlb.c).
   */
  private void split(long address, int size) {
    partsStart = address;
    partsEnd = address + size;
    for (long part = partsStart; part < partsEnd; part++) {
      final long page = part & -PAGE;
      if (Arrays.binarySearch(pages, page) >= 0 && watch.watches(page, true)) {
        partsToCome++;
      }
    }
  }

  @Override
  public long read(long offset, int size) {
    return bytes.read(address(offset), size);
  }

  @Override
  public void write(long offset, int size, long value) {
    bytes.write(address(offset), size, value);
  }

  /** After all engines were closed. */
  @Override
  public void close() {
    stubs.close();
  }
}
