package dev.cubicle.emulator.memory;

import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.KeyAllocator;
import dev.cubicle.mpk.PageTableEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process's address space: its mappings, its page table and its protection keys.
 *
 * <p>Mappings say what should be there; the page table says what is. Pages come in one by one when
 * they are touched ({@link #resolve}), so that a mapping costs nothing until then.
 *
 * <p>The entry of a page that is present has the mapping's key and its protection as x86 expresses
 * it; see {@link PageTableEntry}. The page of a mapping with PROT_NONE keeps its frame in an entry
 * without PRESENT. A look-up of {@link #entry} is all that an engine's TLB fill needs; what it
 * keeps it marks with {@link #markCached}, and is told when that no longer holds. It may go on with
 * an entry that only gained rights: see {@link Translations}.
 *
 * <p>Ranges given to methods are multiples of 4096, not empty and below {@link #LIMIT}; who takes
 * them from a guest checks them first.
 */
public final class AddressSpace {

  /** Set in an entry that an engine may hold in its TLB. */
  public static final long CACHED = PageTableEntry.SOFTWARE_0;

  /** The first address that is not the user's: TASK_SIZE_MAX of Linux with four-level paging. */
  public static final long LIMIT = 0x7fff_ffff_f000L;

  /** The lowest address that can be mapped: Linux's vm.mmap_min_addr as distributions set it. */
  public static final long LOWEST = 65536;

  /**
   * Where mappings without an address begin, downwards: mmap_base() in Linux's arch/x86/mm/mmap.c
   * for a stack limit of 8 MiB, and as if randomisation had chosen 97 pages. Without these the top
   * of the stack and the first mapping, both in constant use, would lie a power of two apart and
   * share one entry of Unicorn's direct-mapped TLB, whatever its size: SQLite took 1.6 times as
   * long.
   */
  public static final long MMAP_BASE = LIMIT - (128L << 20) - (97L << 12);

  /** How large a growing stack may become: the usual RLIMIT_STACK. */
  public static final long STACK_LIMIT = 8L << 20;

  /** How many mappings there may be: Linux's vm.max_map_count. */
  public static final int MAXIMUM_MAPPINGS = 65530;

  private static final long PAGE = PageTableEntry.PAGE_SIZE;

  /** A page that denies nothing by itself, to ask what a key denies. */
  private static final long OPEN_PAGE =
      PageTableEntry.make(
          0, PageTableEntry.PRESENT | PageTableEntry.USER | PageTableEntry.WRITABLE);

  private final PhysicalMemory memory;
  private final AccessCheck check;
  private final KeyAllocator keys = new KeyAllocator();
  private final MappingTable mappings = new MappingTable();
  private final Translations translations = new Translations();
  private final Frames frames;
  private final Pager pager;

  /** An empty address space over {@code memory}, with accesses judged by {@code check}. */
  public AddressSpace(PhysicalMemory memory, AccessCheck check) {
    this.memory = memory;
    this.check = check;
    frames = new Frames(memory, translations);
    pager = new Pager(mappings, translations, frames);
  }

  public PhysicalMemory memory() {
    return memory;
  }

  public AccessCheck accessCheck() {
    return check;
  }

  /** The keys that the process has allocated. */
  public KeyAllocator keys() {
    return keys;
  }

  /** Has {@code observer} told, from now on, what engines must forget. */
  public void observe(TranslationObserver observer) {
    translations.observe(observer);
  }

  /** What there is as it is, for those who record runs and replay them. */
  public MemoryImage image() {
    return new MemoryImage(memory, mappings, translations, frames);
  }

  /**
   * The page-table entry of an address's page; 0 for none. Allocates nothing. An entry may be
   * without PRESENT.
   */
  public long entry(long address) {
    return translations.entry(address);
  }

  /**
   * Notes that an engine holds, or is about to hold, the page's entry in its TLB. An entry that is
   * not present stays as it is: it gives no rights to hold.
   */
  public void markCached(long address) {
    translations.markCached(address);
  }

  /** The mapping that holds an address. */
  public Optional<Mapping> find(long address) {
    return Optional.ofNullable(mappings.at(address));
  }

  /** All mappings in the order of addresses. */
  public List<Mapping> mappings() {
    return mappings.all();
  }

  /** The parts of mappings that lie in a range, in the order of addresses. */
  public List<Mapping> mappings(long start, long end) {
    return mappings.within(start, end);
  }

  public int mappingCount() {
    return mappings.size();
  }

  /** Whether nothing is mapped in a range. */
  public boolean isFree(long start, long end) {
    return mappings.free(start, end);
  }

  /** Whether nothing is mapped in a range nor in the guard gap between it and a stack above. */
  public boolean isFreeWithGuard(long start, long end) {
    return mappings.freeWithGap(start, end);
  }

  /**
   * A free range for a mapping, where Linux puts it: at the hint if that is free, else as high as
   * possible below {@link #MMAP_BASE}, else as low as possible above a third of the address space.
   *
   * @param hint a page's address; 0 for none
   * @return its first address; -1 when there is no such range
   */
  public long findFree(long length, long hint) {
    if (length > LIMIT) {
      return -1;
    }
    long wanted = hint == 0 ? 0 : Math.max(hint, LOWEST);
    if (hint > 0 && wanted <= LIMIT - length && mappings.freeWithGap(wanted, wanted + length)) {
      return wanted;
    }
    long high = mappings.highestFree(length, LOWEST, MMAP_BASE);
    return high >= 0 ? high : mappings.lowestFree(length, LIMIT / 3 & -PAGE, LIMIT);
  }

  /** The lowest free range between two addresses; -1 when there is none. */
  public long findFreeBetween(long length, long low, long high) {
    return mappings.lowestFree(length, low, high);
  }

  /** Maps a range in place of whatever was there. */
  public void map(long start, long end, MappingAttributes attributes) {
    unmap(start, end);
    pager.mapped(start, end, attributes);
  }

  /** Unmaps whatever is mapped in a range. Shared pages that were stored to are written back. */
  public void unmap(long start, long end) {
    for (Mapping mapping : mappings.within(start, end)) {
      pager.drop(mapping);
      pager.unmapped(mapping);
    }
  }

  /** Gives whatever is mapped in a range another protection and key. */
  public void protect(long start, long end, int protection, int key) {
    for (Mapping mapping : mappings.within(start, end)) {
      MappingAttributes after = mapping.attributes().withProtection(protection, key);
      mappings.put(mapping.start(), mapping.end(), after);
      translations.revise(
          mapping.start(), mapping.end(), (page, entry) -> pager.withFlags(entry, after, page));
    }
  }

  /**
   * Moves a mapped range, with its pages, to a range that does not overlap it, in place of whatever
   * was there. If the new range is longer, the mapping goes on behind the moved pages.
   *
   * @param keep whether the old range stays mapped, without its pages (MREMAP_DONTUNMAP)
   */
  public void move(long start, long length, long newStart, long newLength, boolean keep) {
    Mapping source = mappings.at(start);
    long distance = newStart - start;
    map(newStart, newStart + newLength, source.attributes().shifted(distance));
    List<Page> pages = new ArrayList<>();
    translations.revise(
        start,
        start + length,
        (page, entry) -> {
          pages.add(new Page(page, entry));
          return 0;
        });
    for (Page page : pages) {
      translations.set(page.address + distance, page.entry & ~CACHED);
    }
    if (!keep) {
      pager.unmapped(new Mapping(start, start + length, source.attributes()));
    }
  }

  private record Page(long address, long entry) {}

  /**
   * Maps the pages of a shared mapping from an address on a second time, in place of whatever was
   * at {@code newStart}.
   */
  public void duplicate(Mapping source, long start, long newStart, long newLength) {
    map(newStart, newStart + newLength, source.attributes().shifted(newStart - start));
  }

  /** Unmaps everything, as the end of the process does. */
  public void unmapAll() {
    unmap(0, LIMIT);
  }

  /** Whether the page of an address is in memory. */
  public boolean resident(long address) {
    return translations.entry(address) != 0;
  }

  /**
   * Pages a range in as far as the mappings and PKRU let it be written, or else read
   * (MAP_POPULATE). Stops at the first page that cannot be had.
   *
   * @return whether all of it is there
   */
  public boolean populate(long start, long end, int pkru) {
    for (Mapping mapping : mappings.within(start, end)) {
      AccessKind access = mapping.permits(AccessKind.WRITE) ? AccessKind.WRITE : AccessKind.READ;
      for (long page = mapping.start(); page < mapping.end(); page += PAGE) {
        if (resolve(page, access, pkru) != Resolution.PAGED_IN) {
          return false;
        }
      }
    }
    return true;
  }

  /** Forgets the pages of a range: private ones are zeros or the file's again (MADV_DONTNEED). */
  public void discard(long start, long end) {
    mappings.within(start, end).forEach(pager::drop);
  }

  /** Writes shared pages of a range back that were stored to (msync). */
  public void synchronise(long start, long end) throws IOException {
    for (Mapping mapping : mappings.within(start, end)) {
      pager.synchronise(mapping);
    }
  }

  /** Bytes of one frame were written by the kernel, at this physical address. */
  void written(long physicalAddress, int length) {
    frames.written(physicalAddress, length);
  }

  /**
   * Resolves a page fault: pages the address in if its mapping allows the access, and lets stacks
   * grow. The order of the checks is that of do_user_addr_fault() and access_error() in Linux's
   * arch/x86/mm/fault.c: the key of a page counts before the page's protection, and whether or not
   * the page is present.
   */
  public Resolution resolve(long address, AccessKind access, int pkru) {
    Mapping mapping = mappingOrGrownStack(address);
    if (mapping == null) {
      return Resolution.SEGV_MAPERR;
    }
    Resolution judgement = judge(mapping, access, pkru);
    return judgement == Resolution.PAGED_IN
        ? pager.pageIn(mapping, address & -PAGE, access == AccessKind.WRITE)
        : judgement;
  }

  /** Pages an address in whatever the access; for debuggers and loaders. */
  Resolution pageIn(long address) {
    Mapping mapping = mappings.at(address);
    return mapping == null ? Resolution.SEGV_MAPERR : pager.pageIn(mapping, address & -PAGE, false);
  }

  /**
   * How many of {@code length} bytes from {@code address} the mappings and PKRU let a user access,
   * without paging anything in. What lies behind a file's last page does not count.
   */
  public long accessible(long address, long length, AccessKind access, int pkru) {
    if (length <= 0) {
      return 0;
    }
    long end = address < 0 || length > LIMIT - address ? LIMIT : address + length;
    long at = address;
    Mapping mapping = mappingOrGrownStack(at);
    while (mapping != null && judge(mapping, access, pkru) == Resolution.PAGED_IN) {
      long fileEnd = endInFile(mapping);
      if (fileEnd < mapping.end()) {
        return Math.max(at, Math.min(fileEnd, end)) - address;
      }
      at = mapping.end();
      if (at >= end) {
        return end - address;
      }
      mapping = mappings.at(at);
    }
    return at - address;
  }

  private Resolution judge(Mapping mapping, AccessKind access, int pkru) {
    long page = PageTableEntry.withKey(OPEN_PAGE, mapping.key());
    if (check.check(page, pkru, access, true) != AccessCheck.ALLOWED) {
      return Resolution.SEGV_PKUERR;
    }
    return mapping.permits(access) ? Resolution.PAGED_IN : Resolution.SEGV_ACCERR;
  }

  /** Where the pages end that the mapping's file has bytes for. */
  private static long endInFile(Mapping mapping) {
    if (mapping.file() == null) {
      return mapping.end();
    }
    try {
      long pages = (mapping.file().size() + PAGE - 1) & -PAGE;
      return mapping.start() + Math.max(0, pages - mapping.fileOffset());
    } catch (IOException e) {
      return mapping.start();
    }
  }

  /** The mapping that holds an address, after growth of a stack where that brings one there. */
  private Mapping mappingOrGrownStack(long address) {
    Mapping mapping = mappings.at(address);
    if (mapping != null || address < LOWEST || address >= LIMIT) {
      return mapping;
    }
    mapping = mappings.atOrAbove(address);
    return mapping != null && mapping.growsDown() && grow(mapping, address & -PAGE)
        ? mappings.at(address)
        : null;
  }

  /** expand_downwards() and acct_stack_growth() of Linux's mm/mmap.c. */
  private boolean grow(Mapping stack, long start) {
    if (stack.end() - start > STACK_LIMIT) {
      return false;
    }
    Mapping below = mappings.below(stack.start());
    if (below != null
        && !below.growsDown()
        && below.protection() != Protection.NONE
        && start - below.end() < MappingTable.STACK_GUARD_GAP) {
      return false;
    }
    pager.mapped(start, stack.start(), stack.attributes());
    return true;
  }
}
