package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.MemoryWatch;
import dev.cubicle.mpk.PageTableEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watchpoints by pages: an access to a watched page is compared with the ranges, and stops the
 * guest before the instruction, which is then carried out alone.
 */
public final class Watchpoints implements MemoryWatch {

  /** How many pages can be watched at once: 16 MiB. */
  private static final int MAXIMUM_PAGES = 4096;

  private static final long PAGE = PageTableEntry.PAGE_SIZE;

  /** In bytes: an SSE register. */
  private static final int LARGEST_ACCESS = 16;

  private static final int READS = 1;
  private static final int WRITES = 2;

  /** An access that touched a watched range. */
  public record Hit(Watchpoint watchpoint, long address, int size, boolean write) {}

  private final List<Watchpoint> watchpoints = new ArrayList<>();
  private final Map<Long, Integer> kinds = new HashMap<>();
  private boolean changed;
  private boolean passing;
  private Hit hit;

  /** False if there cannot be so many. */
  public boolean add(Watchpoint watchpoint) {
    final long end = watchpoint.address() + watchpoint.length();
    if (watchpoint.address() < 0
        || watchpoint.length() > MAXIMUM_PAGES * PAGE
        || end < watchpoint.address()) {
      return false;
    }
    watchpoints.add(watchpoint);
    count();
    if (kinds.size() > MAXIMUM_PAGES) {
      remove(watchpoint);
      return false;
    }
    return true;
  }

  public void remove(Watchpoint watchpoint) {
    watchpoints.remove(watchpoint);
    count();
  }

  public void clear() {
    watchpoints.clear();
    count();
  }

  private void count() {
    changed = true;
    kinds.clear();
    for (Watchpoint each : watchpoints) {
      final int kind =
          switch (each.kind()) {
            case READ -> READS;
            case WRITE -> WRITES;
            case ACCESS -> READS | WRITES;
          };
      final long last = each.address() + each.length() - 1;
      // An access may begin in the page before and reach in here.
      final long first = Math.max(0, each.address() - (LARGEST_ACCESS - 1));
      for (long page = first & -PAGE; page <= last; page += PAGE) {
        kinds.merge(page, kind, (before, more) -> before | more);
      }
    }
  }

  /** Brings the machine up to date; before the guest goes on. */
  public void install(Machine machine) {
    if (changed) {
      changed = false;
      machine.watch(this);
    }
  }

  @Override
  public long[] pages() {
    return kinds.keySet().stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public boolean watches(long page, boolean write) {
    final Integer kind = kinds.get(page);
    return kind != null && (kind & (write ? WRITES : READS)) != 0;
  }

  @Override
  public boolean stops(long address, int size, boolean write) {
    if (passing) {
      return false;
    }
    for (int i = 0; i < watchpoints.size(); i++) {
      final Watchpoint watchpoint = watchpoints.get(i);
      if (watchpoint.kind().counts(write) && watchpoint.touches(address, size)) {
        hit = new Hit(watchpoint, address, size, write);
        return true;
      }
    }
    return false;
  }

  /** Whether accesses are to be let pass, and nobody told. */
  public void pass(boolean let) {
    passing = let;
  }

  /** What stopped the guest; forgets it. Null for none. */
  public Hit takeHit() {
    final Hit taken = hit;
    hit = null;
    return taken;
  }
}
