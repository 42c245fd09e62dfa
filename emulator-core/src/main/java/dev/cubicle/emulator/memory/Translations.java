package dev.cubicle.emulator.memory;

import static dev.cubicle.mpk.PageTableEntry.FRAME_MASK;
import static dev.cubicle.mpk.PageTableEntry.KEY_MASK;
import static dev.cubicle.mpk.PageTableEntry.NO_EXECUTE;
import static dev.cubicle.mpk.PageTableEntry.PRESENT;
import static dev.cubicle.mpk.PageTableEntry.WRITABLE;

import dev.cubicle.mpk.PageKeyTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The page table, and the one place that decides when engines must forget an entry.
 *
 * <p>An engine may hold in its TLB, for an entry marked CACHED, any part of the rights that the
 * entry gave when it was looked up. So it must be told when the entry loses a right, names another
 * frame or another key, or goes: it could go on with what no longer holds. It need not be told when
 * the entry only gains rights: it holds fewer rights than it might, an access that needs the new
 * ones misses its TLB, and the look-up finds the new entry. The mark stays in that case, for the
 * old rights are still held. It also need not be told of pages that become present, since engines
 * hold nothing about pages that were not.
 */
final class Translations {
  private final PageKeyTable table = new PageKeyTable();
  private final List<TranslationObserver> observers = new ArrayList<>();

  /** Null when nobody keeps one. */
  private MemoryJournal journal;

  void observe(TranslationObserver observer) {
    observers.add(observer);
  }

  void journal(MemoryJournal keeper) {
    journal = keeper;
  }

  /** Looks at entries of a range; gives back the entry to be there from now on, 0 for none. */
  @FunctionalInterface
  interface Revision {
    long revise(long page, long entry);
  }

  long entry(long address) {
    return table.entry(address);
  }

  void markCached(long address) {
    long entry = table.entry(address);
    if ((entry & (PRESENT | AddressSpace.CACHED)) == PRESENT) {
      table.set(address, entry | AddressSpace.CACHED);
    }
  }

  /** Gives a page an entry in place of the one it has; 0 removes it. */
  void set(long page, long entry) {
    table.set(page, successor(page, table.entry(page), entry));
    note(page, entry);
  }

  /** Revises all entries of a range, in the order of addresses. Areas without any are skipped. */
  void revise(long start, long end, Revision revision) {
    table.forEach(
        start,
        end,
        (page, before) -> {
          long after = revision.revise(page, before);
          if (((before ^ after) & ~AddressSpace.CACHED) != 0) {
            note(page, after);
          }
          return successor(page, before, after);
        });
  }

  private void note(long page, long entry) {
    if (journal != null) {
      journal.entrySet(page, entry & ~AddressSpace.CACHED);
    }
  }

  /** Visits all entries in the order of addresses. */
  void forEach(EntryReader reader) {
    table.forEach(
        0,
        AddressSpace.LIMIT,
        (page, entry) -> {
          reader.entry(page, entry & ~AddressSpace.CACHED);
          return entry;
        });
  }

  /** Removes all entries. */
  void clear() {
    revise(0, AddressSpace.LIMIT, (page, entry) -> 0);
  }

  /** A frame's bytes changed by other hands than the guest's. */
  void codeChanged(long frame) {
    for (int i = 0; i < observers.size(); i++) {
      observers.get(i).codeChanged(frame);
    }
  }

  private long successor(long page, long before, long after) {
    if ((before & AddressSpace.CACHED) == 0) {
      return after;
    }
    if (!narrower(before, after)) {
      return after | AddressSpace.CACHED;
    }
    for (int i = 0; i < observers.size(); i++) {
      observers.get(i).translationRevoked(page, before, after);
    }
    // Engines that lost nothing by the change may still hold the page.
    return stays(before, after) ? after | AddressSpace.CACHED : after & ~AddressSpace.CACHED;
  }

  private static boolean stays(long before, long after) {
    return (after & PRESENT) != 0 && ((before ^ after) & FRAME_MASK) == 0;
  }

  private static boolean narrower(long before, long after) {
    long lost = before & ~after & (PRESENT | WRITABLE);
    long gained = after & ~before & NO_EXECUTE;
    long moved = (before ^ after) & (FRAME_MASK | KEY_MASK);
    return (lost | gained | moved) != 0;
  }
}
