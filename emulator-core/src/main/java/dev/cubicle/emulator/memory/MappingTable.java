package dev.cubicle.emulator.memory;

import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.TreeRangeMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which addresses are mapped, and with which attributes; knows nothing of pages and frames. */
final class MappingTable {

  /** Bytes that stay free below a stack: stack_guard_gap in Linux's mm/mmap.c, 256 pages. */
  static final long STACK_GUARD_GAP = 256L * 4096;

  private final RangeMap<Long, MappingAttributes> ranges = TreeRangeMap.create();

  /** Null when nobody keeps one. */
  private MemoryJournal journal;

  void journal(MemoryJournal keeper) {
    journal = keeper;
  }

  /** The mapping that holds an address; null if none. */
  Mapping at(long address) {
    var entry = ranges.getEntry(address);
    return entry == null ? null : mapping(entry);
  }

  /** The mapping that holds an address or else is the next one above; null if none. */
  Mapping atOrAbove(long address) {
    for (var entry : ranges.subRangeMap(Range.atLeast(address)).asMapOfRanges().entrySet()) {
      return at(entry.getKey().lowerEndpoint());
    }
    return null;
  }

  /** The nearest mapping that ends at or below an address; null if none. */
  Mapping below(long address) {
    for (var entry :
        ranges.subRangeMap(Range.lessThan(address)).asDescendingMapOfRanges().entrySet()) {
      return mapping(entry);
    }
    return null;
  }

  /** All mappings in the order of addresses. */
  List<Mapping> all() {
    List<Mapping> mappings = new ArrayList<>();
    for (var entry : ranges.asMapOfRanges().entrySet()) {
      mappings.add(mapping(entry));
    }
    return mappings;
  }

  /** The parts of mappings that lie in a range, in the order of addresses. */
  List<Mapping> within(long start, long end) {
    List<Mapping> mappings = new ArrayList<>();
    if (start < end) {
      for (var entry :
          ranges.subRangeMap(Range.closedOpen(start, end)).asMapOfRanges().entrySet()) {
        mappings.add(mapping(entry));
      }
    }
    return mappings;
  }

  /** Whether a range holds no mapping. */
  boolean free(long start, long end) {
    return ranges.subRangeMap(Range.closedOpen(start, end)).asMapOfRanges().isEmpty();
  }

  int size() {
    return ranges.asMapOfRanges().size();
  }

  /** Gives a range these attributes, whatever was there, and joins it with equal neighbours. */
  void put(long start, long end, MappingAttributes attributes) {
    ranges.putCoalescing(Range.closedOpen(start, end), attributes);
    if (journal != null) {
      journal.mapped(start, end, attributes);
    }
  }

  void remove(long start, long end) {
    ranges.remove(Range.closedOpen(start, end));
    if (journal != null) {
      journal.unmapped(start, end);
    }
  }

  /**
   * The highest free range of this length between two addresses, with the guard gap below stacks
   * left alone.
   *
   * @return its first address; -1 if there is none
   */
  long highestFree(long length, long low, long high) {
    if (length > high - low) {
      return -1;
    }
    long end = high;
    for (var entry :
        ranges.subRangeMap(Range.closedOpen(low, high)).asDescendingMapOfRanges().entrySet()) {
      if (end - entry.getKey().upperEndpoint() >= length) {
        return end - length;
      }
      end = Math.min(end, lowestOf(mapping(entry)));
    }
    return end - low >= length ? end - length : -1;
  }

  /** The lowest free range; else as {@link #highestFree}. */
  long lowestFree(long length, long low, long high) {
    if (length > high - low) {
      return -1;
    }
    long start = low;
    for (var entry : ranges.subRangeMap(Range.closedOpen(low, high)).asMapOfRanges().entrySet()) {
      if (lowestOf(mapping(entry)) - start >= length) {
        return start;
      }
      start = entry.getKey().upperEndpoint();
    }
    return high - start >= length ? start : -1;
  }

  /** Whether a range is free and keeps clear of the guard gap of a stack above it. */
  boolean freeWithGap(long start, long end) {
    if (!free(start, end)) {
      return false;
    }
    Mapping above = atOrAbove(end);
    return above == null || lowestOf(above) >= end;
  }

  private static long lowestOf(Mapping mapping) {
    return mapping.growsDown() ? mapping.start() - STACK_GUARD_GAP : mapping.start();
  }

  private static Mapping mapping(Map.Entry<Range<Long>, MappingAttributes> entry) {
    return new Mapping(
        entry.getKey().lowerEndpoint(), entry.getKey().upperEndpoint(), entry.getValue());
  }
}
