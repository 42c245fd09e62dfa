package dev.cubicle.mpk;

/**
 * The page-key table of an address space: which {@link PageTableEntry} every virtual page has. It
 * is a radix tree of four levels with 9 bits each, like the processor's own tables (SDM vol. 3A
 * 4.5), over the 2^48 lowest addresses; user space is the lower half of them.
 *
 * <p>Any address of a page names the page. An entry of 0 is no entry. Look-ups allocate nothing;
 * lower levels exist only where there are entries. Not safe for use by several threads.
 */
public final class PageKeyTable {

  /** The first address that no entry can be for. */
  public static final long ADDRESS_LIMIT = 1L << 48;

  private static final int PAGE_SHIFT = 12;
  private static final int LEVEL_BITS = 9;
  private static final int FANOUT = 1 << LEVEL_BITS;

  /** How far an address is shifted to index the root. Each level below shifts LEVEL_BITS less. */
  private static final int ROOT_SHIFT = PAGE_SHIFT + 3 * LEVEL_BITS;

  private static final long PAGE_MASK = -PageTableEntry.PAGE_SIZE;

  private final Directory root = new Directory();
  private long presentPages;

  /** Looks at entries during {@link #forEach}. */
  @FunctionalInterface
  public interface EntryVisitor {
    /**
     * Called with every entry, in ascending order of addresses. It must not change the table other
     * than by its result.
     *
     * @param virtualAddress the first address of the page
     * @param pte the page's entry, never 0
     * @return the entry to be there from now on: {@code pte} to leave it, 0 to remove it
     */
    long visit(long virtualAddress, long pte);
  }

  private abstract static sealed class Node {
    /** How many slots are taken. A node other than the root is dropped when none is. */
    int used;
  }

  private static final class Directory extends Node {
    final Node[] slots = new Node[FANOUT];
  }

  private static final class Leaf extends Node {
    final long[] entries = new long[FANOUT];
  }

  /** An empty table. */
  public PageKeyTable() {}

  /**
   * The entry of an address's page.
   *
   * @return the entry, or 0 where there is none, which includes every address outside the table
   */
  public long entry(long virtualAddress) {
    if (outside(virtualAddress)) {
      return 0;
    }
    Node node = root;
    for (int shift = ROOT_SHIFT; shift > PAGE_SHIFT; shift -= LEVEL_BITS) {
      node = ((Directory) node).slots[index(virtualAddress, shift)];
      if (node == null) {
        return 0;
      }
    }
    return ((Leaf) node).entries[index(virtualAddress, PAGE_SHIFT)];
  }

  /**
   * Gives a page an entry; 0 removes it.
   *
   * @throws IllegalArgumentException if the address is outside the table, that is not in 0 to
   *     {@link #ADDRESS_LIMIT} - 1
   */
  public void set(long virtualAddress, long pte) {
    if (outside(virtualAddress)) {
      throw new IllegalArgumentException(
          "outside the page-key table: 0x" + Long.toHexString(virtualAddress));
    }
    if (pte == 0) {
      remove(virtualAddress);
      return;
    }
    Node node = root;
    for (int shift = ROOT_SHIFT; shift > PAGE_SHIFT; shift -= LEVEL_BITS) {
      node = slot((Directory) node, index(virtualAddress, shift), shift - LEVEL_BITS);
    }
    exchange((Leaf) node, index(virtualAddress, PAGE_SHIFT), pte);
  }

  /**
   * Takes a page's entry away.
   *
   * @return the entry it had; 0 if none
   */
  public long remove(long virtualAddress) {
    return outside(virtualAddress) ? 0 : remove(root, ROOT_SHIFT, virtualAddress);
  }

  /**
   * Visits every entry of the pages that a range touches. Areas without entries are skipped whole,
   * so a range may be the entire address space.
   *
   * @param start first address
   * @param endExclusive address after the last; it, but not {@code start}, is cut to the table
   */
  public void forEach(long start, long endExclusive, EntryVisitor visitor) {
    long end = outside(endExclusive) ? ADDRESS_LIMIT : endExclusive;
    if (!outside(start) && start < end) {
      forEach(root, ROOT_SHIFT, 0, start & PAGE_MASK, end - 1, visitor);
    }
  }

  /** How many entries have {@link PageTableEntry#PRESENT} set. */
  public long presentPages() {
    return presentPages;
  }

  private static boolean outside(long virtualAddress) {
    return Long.compareUnsigned(virtualAddress, ADDRESS_LIMIT) >= 0;
  }

  private static int index(long virtualAddress, int shift) {
    return (int) (virtualAddress >>> shift) & (FANOUT - 1);
  }

  /** The node in a directory's slot, made if there is none; it is indexed with {@code shift}. */
  private static Node slot(Directory directory, int index, int shift) {
    Node node = directory.slots[index];
    if (node == null) {
      node = shift == PAGE_SHIFT ? new Leaf() : new Directory();
      directory.slots[index] = node;
      directory.used++;
    }
    return node;
  }

  private static void dropIfEmpty(Directory directory, int index) {
    if (directory.slots[index].used == 0) {
      directory.slots[index] = null;
      directory.used--;
    }
  }

  /** Replaces an entry, keeps the counts, and returns the entry that was there. */
  private long exchange(Leaf leaf, int index, long pte) {
    long before = leaf.entries[index];
    leaf.entries[index] = pte;
    leaf.used += (pte != 0 ? 1 : 0) - (before != 0 ? 1 : 0);
    presentPages += (pte & PageTableEntry.PRESENT) - (before & PageTableEntry.PRESENT);
    return before;
  }

  private long remove(Node node, int shift, long virtualAddress) {
    int index = index(virtualAddress, shift);
    if (node instanceof Leaf leaf) {
      return exchange(leaf, index, 0);
    }
    Directory directory = (Directory) node;
    if (directory.slots[index] == null) {
      return 0;
    }
    long before = remove(directory.slots[index], shift - LEVEL_BITS, virtualAddress);
    dropIfEmpty(directory, index);
    return before;
  }

  /**
   * Visits a node's share of the range.
   *
   * @param base the lowest address under the node
   * @param first the range's first page, which may lie below the node
   * @param last the range's last address, which may lie above the node
   */
  private void forEach(
      Node node, int shift, long base, long first, long last, EntryVisitor visitor) {
    int from = first <= base ? 0 : index(first, shift);
    long top = base + ((long) FANOUT << shift) - 1;
    int to = last >= top ? FANOUT - 1 : index(last, shift);
    for (int i = from; i <= to; i++) {
      long address = base + ((long) i << shift);
      if (node instanceof Leaf leaf) {
        long before = leaf.entries[i];
        if (before != 0) {
          exchange(leaf, i, visitor.visit(address, before));
        }
      } else {
        Directory directory = (Directory) node;
        if (directory.slots[i] != null) {
          forEach(directory.slots[i], shift - LEVEL_BITS, address, first, last, visitor);
          dropIfEmpty(directory, i);
        }
      }
    }
  }
}
