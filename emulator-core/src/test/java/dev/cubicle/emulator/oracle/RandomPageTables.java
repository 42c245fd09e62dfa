package dev.cubicle.emulator.oracle;

import static dev.cubicle.mpk.PageTableEntry.KEY_MASK;
import static dev.cubicle.mpk.PageTableEntry.NO_EXECUTE;
import static dev.cubicle.mpk.PageTableEntry.PAGE_SIZE;
import static dev.cubicle.mpk.PageTableEntry.PRESENT;
import static dev.cubicle.mpk.PageTableEntry.USER;
import static dev.cubicle.mpk.PageTableEntry.WRITABLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/**
 * Page tables of four levels in guest memory, with random flags and keys on every level, and what
 * they come to for each page. Two entries are used in every directory, 32 in every page table.
 */
final class RandomPageTables {

  /** How many pages are mapped. */
  static final int PAGES = 2 * 2 * 2 * 32;

  /** How many tables there are below the root. */
  private static final int TABLES = 2 + 4 + 8;

  /** Bytes of guest memory needed for tables and pages. */
  static final long BYTES = (TABLES + PAGES) * (long) PAGE_SIZE;

  /** Bits 9 to 11 and 52 to 58, which hardware ignores; PWT and PCD, which deny nothing. */
  private static final long IRRELEVANT = 7L << 9 | 0x7fL << 52 | 1L << 3 | 1L << 4;

  private final MemorySegment memory;
  private final long root;
  private final long tables;
  private final RandomGenerator random;
  private final long[] virtualAddresses = new long[PAGES];
  private final long[] effectiveEntries = new long[PAGES];
  private int tablesMade;
  private int pagesMade;

  /**
   * Tables below an existing root; {@link #shuffle} makes them.
   *
   * @param memory guest memory from physical address 0 on
   * @param root physical address of the top table, of which entries 1 and 2 are used
   * @param tables physical address of {@link #BYTES} bytes for the other tables and the pages
   */
  RandomPageTables(MemorySegment memory, long root, long tables, RandomGenerator random) {
    this.memory = memory;
    this.root = root;
    this.tables = tables;
    this.random = random;
  }

  /** Makes all tables anew. TLBs must be flushed afterwards. */
  void shuffle() {
    tablesMade = 0;
    pagesMade = 0;
    fillDirectory(root, 39, 1, 0, PRESENT | WRITABLE | USER);
  }

  /** The first address of a page, 0 to {@link #PAGES} - 1. */
  long virtualAddress(int page) {
    return virtualAddresses[page];
  }

  /**
   * A page's entry as the model takes one: the flags of all levels in one, the leaf's key (SDM vol.
   * 3A 4.6).
   */
  long effectiveEntry(int page) {
    return effectiveEntries[page];
  }

  private void fillDirectory(long table, int shift, int first, long base, long above) {
    for (int i = first; i < first + 2; i++) {
      long next = tables + (long) tablesMade++ * PAGE_SIZE;
      // Keys and ignored bits above the leaf mean nothing, so they hold anything.
      long flags = randomFlags(32, 8, 8, 8);
      memory.set(JAVA_LONG, table + (long) i * Long.BYTES, next | flags);
      long address = base + ((long) i << shift);
      if (shift == 21) {
        fillPageTable(next, address, combine(above, flags));
      } else {
        fillDirectory(next, shift - 9, 0, address, combine(above, flags));
      }
    }
  }

  private void fillPageTable(long table, long base, long above) {
    for (int i = 0; i < 32; i++) {
      long frame = tables + (long) (TABLES + pagesMade) * PAGE_SIZE;
      long flags = randomFlags(16, 2, 4, 2);
      memory.set(JAVA_LONG, table + (long) i * Long.BYTES, frame | flags);
      virtualAddresses[pagesMade] = base + (long) i * PAGE_SIZE;
      effectiveEntries[pagesMade] = frame | combine(above, flags) | (flags & KEY_MASK);
      pagesMade++;
    }
  }

  /** Each number says how rare it is to be denied by this level alone: one time in so many. */
  private long randomFlags(int present, int writable, int user, int executable) {
    return (random.nextInt(present) != 0 ? PRESENT : 0)
        | (random.nextInt(writable) != 0 ? WRITABLE : 0)
        | (random.nextInt(user) != 0 ? USER : 0)
        | (random.nextInt(executable) == 0 ? NO_EXECUTE : 0)
        | (random.nextLong() & (KEY_MASK | IRRELEVANT));
  }

  private static long combine(long above, long level) {
    long allowing = PRESENT | WRITABLE | USER;
    return (above & level & allowing) | ((above | level) & NO_EXECUTE);
  }
}
