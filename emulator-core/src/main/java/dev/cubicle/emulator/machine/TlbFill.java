package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.unicorn.EngineHooks;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.AccessRights;
import dev.cubicle.mpk.PageTableEntry;

/**
 * Answers an engine's TLB misses from the page-key table and the MPK model: the one place where a
 * key is checked for guest code. Runs inside emulation, so it looks up and decides; whatever needs
 * work is denied, with the reason kept for the run loop.
 */
final class TlbFill {

  /** Why the last denied access was denied. */
  enum Denial {
    NONE,
    /** Page protection or key: a page fault for the operating system. */
    FAULT,
    /** The frame holds translated code and is about to be written. */
    CODE_WRITTEN,
    /** The frame may be writable in some TLB and is about to be executed. */
    WRITTEN_EXECUTED,
    /** The frame is written and executed at once by another view. */
    MIXED_ELSEWHERE
  }

  private static final long NOWHERE = -1;

  private final AddressSpace space;
  private final AccessCheck check;
  private final CodeCoherence coherence;

  private Denial denial = Denial.NONE;
  private long deniedFrame;
  private AccessKind deniedAccess = AccessKind.READ;
  private long fills;

  /** While set, this page translates to that frame for fetches, whatever the page table says. */
  private long forcedPage = NOWHERE;

  private long forcedFrame;

  /** While set, a load from this page succeeds and stops the engine. */
  private long stoppingPage = NOWHERE;

  private boolean allDenied;

  /** Asked about what keys deny; null when nobody observes. */
  private LiftedPages lifted;

  /** Where accesses to watched pages go; null when none are. */
  private WatchedPages watched;

  TlbFill(AddressSpace space, AccessCheck check, CodeCoherence coherence) {
    this.space = space;
    this.check = check;
    this.coherence = coherence;
  }

  /** From now on accesses to some pages go elsewhere. */
  void watch(WatchedPages pages) {
    watched = pages;
  }

  /** From now on pages that keys deny may be lifted. */
  void observe(LiftedPages pages) {
    lifted = pages;
  }

  /** See {@link EngineHooks#fillTlb}. */
  long fill(View view, long page, int access) {
    if (page == forcedPage) {
      return forcedFrame | EngineHooks.PERMIT_FETCH | EngineHooks.PERMIT_READ;
    }
    if (page == stoppingPage) {
      view.engine().stop();
      return forcedFrame | EngineHooks.PERMIT_READ;
    }
    if (allDenied) {
      return EngineHooks.DENIED;
    }
    fills++;
    if (view.filled()) {
      view.engine().stop();
    }
    final long entry = space.entry(page);
    final int allowed = check.allowed(entry, view.pkru(), true);
    final long frame = PageTableEntry.frameAddress(entry);
    final int permits =
        coherence.mixed(frame) ? mixed(view, frame, allowed, access) : pure(frame, allowed, access);
    if (permits == 0) {
      return lifted == null || denial != Denial.FAULT
          ? EngineHooks.DENIED
          : lifted(view, page, entry, access);
    }
    if ((entry & AddressSpace.CACHED) == 0) {
      space.markCached(page);
    }
    return watched == null ? frame | permits : watched.translate(page, frame, permits, access);
  }

  private long lifted(View view, long page, long entry, int access) {
    final long translation = lifted.translate(page, entry, view.pkru(), access);
    if (translation != EngineHooks.DENIED) {
      denial = Denial.NONE;
      space.markCached(page);
    }
    return translation;
  }

  private int pure(long frame, int allowed, int access) {
    return switch (access) {
      case EngineHooks.FETCH -> fetch(frame, allowed);
      case EngineHooks.WRITE -> write(frame, allowed);
      default -> read(frame, allowed);
    };
  }

  /** The PERMIT bits are those of {@link AccessRights}. */
  private int mixed(View view, long frame, int allowed, int access) {
    final AccessKind kind =
        switch (access) {
          case EngineHooks.FETCH -> AccessKind.FETCH;
          case EngineHooks.WRITE -> AccessKind.WRITE;
          default -> AccessKind.READ;
        };
    if ((allowed & AccessRights.of(kind)) == 0) {
      return deny(Denial.FAULT, kind, frame);
    }
    return coherence.mixedIn(frame, view) ? allowed : deny(Denial.MIXED_ELSEWHERE, kind, frame);
  }

  private int fetch(long frame, int allowed) {
    if ((allowed & AccessRights.FETCH) == 0) {
      return deny(Denial.FAULT, AccessKind.FETCH, frame);
    }
    if (coherence.writable(frame)) {
      return deny(Denial.WRITTEN_EXECUTED, AccessKind.FETCH, frame);
    }
    coherence.markExecuted(frame);
    return EngineHooks.PERMIT_FETCH | (allowed & AccessRights.READ);
  }

  private int write(long frame, int allowed) {
    if ((allowed & AccessRights.WRITE) == 0) {
      return deny(Denial.FAULT, AccessKind.WRITE, frame);
    }
    if (coherence.executed(frame)) {
      return deny(Denial.CODE_WRITTEN, AccessKind.WRITE, frame);
    }
    coherence.markWritable(frame);
    return EngineHooks.PERMIT_WRITE | (allowed & AccessRights.READ);
  }

  private int read(long frame, int allowed) {
    if ((allowed & AccessRights.READ) == 0) {
      return deny(Denial.FAULT, AccessKind.READ, frame);
    }
    // A page is filled in with all that it may do at once, but never with both write and fetch.
    if (coherence.executed(frame)) {
      return EngineHooks.PERMIT_READ | (allowed & AccessRights.FETCH);
    }
    if ((allowed & (AccessRights.WRITE | AccessRights.FETCH)) == AccessRights.WRITE) {
      coherence.markWritable(frame);
      return EngineHooks.PERMIT_READ | EngineHooks.PERMIT_WRITE;
    }
    return EngineHooks.PERMIT_READ;
  }

  private int deny(Denial why, AccessKind access, long frame) {
    denial = why;
    deniedAccess = access;
    deniedFrame = frame;
    return 0;
  }

  /** The reason of the last denial since the last call. */
  Denial takeDenial() {
    final Denial taken = denial;
    denial = Denial.NONE;
    return taken;
  }

  /** The #PF error code of an access that was denied. */
  int errorCode(long entry, int pkru, AccessKind access) {
    return check.check(entry, pkru, access, true);
  }

  AccessKind deniedAccess() {
    return deniedAccess;
  }

  long deniedFrame() {
    return deniedFrame;
  }

  long fills() {
    return fills;
  }

  /** Whether every access is denied, so that nothing more can happen to memory. */
  void denyAll(boolean deny) {
    allDenied = deny;
  }

  void force(long page, long frame) {
    forcedPage = page;
    forcedFrame = frame;
  }

  /** Has a load from {@code page} read the forced frame and stop the engine. */
  void stopAt(long page) {
    stoppingPage = page;
  }

  void unforce() {
    forcedPage = NOWHERE;
    stoppingPage = NOWHERE;
  }
}
