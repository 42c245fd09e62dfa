package dev.cubicle.mpk;

import java.util.Objects;

/**
 * A page's attributes as a {@code long} in the format of an x86-64 page-table entry that maps a 4
 * KiB page (SDM vol. 3A 4.5, "Format of a Page-Table Entry that Maps a 4-KByte Page").
 *
 * <p>The model has one level where hardware walks four. Its writable and user flags stand for those
 * flags set on <em>every</em> level, its no-execute flag for that flag set on <em>any</em> level
 * (SDM vol. 3A 4.6); the key is the leaf entry's, the only one that counts. Memory type, accessed,
 * dirty and global bits are kept but mean nothing to the model.
 */
public final class PageTableEntry {

  /** P: the entry maps a page. */
  public static final long PRESENT = 1L;

  /** R/W: writes are allowed. */
  public static final long WRITABLE = 1L << 1;

  /** U/S: a user-mode address; without it, supervisor accesses only and no key check. */
  public static final long USER = 1L << 2;

  /** XD: no instruction fetches. EFER.NXE is taken as set. */
  public static final long NO_EXECUTE = 1L << 63;

  /** Ignored by hardware, free for the owner of the table: bits 9 to 11 and 52 to 58. */
  public static final long SOFTWARE_0 = 1L << 9;

  /** See {@link #SOFTWARE_0}. */
  public static final long SOFTWARE_1 = 1L << 10;

  /** See {@link #SOFTWARE_0}. */
  public static final long SOFTWARE_2 = 1L << 11;

  /** See {@link #SOFTWARE_0}. */
  public static final long SOFTWARE_3 = 1L << 52;

  /** See {@link #SOFTWARE_0}. */
  public static final long SOFTWARE_4 = 1L << 53;

  /** See {@link #SOFTWARE_0}. */
  public static final long SOFTWARE_5 = 1L << 54;

  /** See {@link #SOFTWARE_0}. */
  public static final long SOFTWARE_6 = 1L << 55;

  /** See {@link #SOFTWARE_0}. */
  public static final long SOFTWARE_7 = 1L << 56;

  /** See {@link #SOFTWARE_0}. */
  public static final long SOFTWARE_8 = 1L << 57;

  /** See {@link #SOFTWARE_0}. */
  public static final long SOFTWARE_9 = 1L << 58;

  /** The frame's physical address: bits 51 to 12. */
  public static final long FRAME_MASK = 0x000f_ffff_ffff_f000L;

  /** The protection key: bits 62 to 59. */
  public static final long KEY_MASK = 0xfL << 59;

  /** Bytes in a page. */
  public static final int PAGE_SIZE = 1 << 12;

  private static final int KEY_SHIFT = 59;

  private PageTableEntry() {}

  /**
   * An entry with key 0.
   *
   * @param frameAddress physical address of the frame: a multiple of {@link #PAGE_SIZE}, below 2^52
   * @param flags any flags of this class, or'ed together
   * @throws IllegalArgumentException if an argument reaches into another field
   */
  public static long make(long frameAddress, long flags) {
    if ((frameAddress & ~FRAME_MASK) != 0) {
      throw new IllegalArgumentException(
          "not the address of a page frame: 0x" + Long.toHexString(frameAddress));
    }
    if ((flags & (FRAME_MASK | KEY_MASK)) != 0) {
      throw new IllegalArgumentException(
          "not page-table-entry flags: 0x" + Long.toHexString(flags));
    }
    return frameAddress | flags;
  }

  /**
   * An entry.
   *
   * @param key 0 to 15, else {@link IndexOutOfBoundsException}
   * @see #make(long, long)
   */
  public static long make(long frameAddress, long flags, int key) {
    return withKey(make(frameAddress, flags), key);
  }

  /** The entry's protection key, 0 to 15. */
  public static int key(long pte) {
    return (int) ((pte & KEY_MASK) >>> KEY_SHIFT);
  }

  /** The entry with another key; a key that is not 0 to 15 is an IndexOutOfBoundsException. */
  public static long withKey(long pte, int key) {
    return (pte & ~KEY_MASK) | ((long) Objects.checkIndex(key, Pkru.KEYS) << KEY_SHIFT);
  }

  /** The physical address of the entry's page frame. */
  public static long frameAddress(long pte) {
    return pte & FRAME_MASK;
  }

  /** Whether {@link #PRESENT} is set. */
  public static boolean present(long pte) {
    return (pte & PRESENT) != 0;
  }

  /** Whether {@link #WRITABLE} is set; what a write needs besides is for {@link AccessCheck}. */
  public static boolean writable(long pte) {
    return (pte & WRITABLE) != 0;
  }

  /** Whether {@link #USER} is set. */
  public static boolean user(long pte) {
    return (pte & USER) != 0;
  }

  /** Whether {@link #NO_EXECUTE} is clear. */
  public static boolean executable(long pte) {
    return (pte & NO_EXECUTE) == 0;
  }
}
