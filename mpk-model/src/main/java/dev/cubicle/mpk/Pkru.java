package dev.cubicle.mpk;

import java.util.Objects;

/**
 * The protection-key rights register. A PKRU value travels as a plain {@code int}; these functions
 * read it.
 *
 * <p>For key <i>k</i>, bit 2<i>k</i> is the access-disable bit AD and bit 2<i>k</i>+1 the
 * write-disable bit WD (SDM vol. 3A 4.6.2). A key is 0 to 15 everywhere; another one is an {@link
 * IndexOutOfBoundsException}.
 */
public final class Pkru {

  /** How many keys there are. */
  public static final int KEYS = 16;

  /**
   * The value a Linux process starts with, and every signal handler too: key 0 open, the others
   * access-disabled ({@code init_pkru_value} in Linux's {@code arch/x86/mm/pkeys.c}).
   */
  public static final int LINUX_INITIAL = 0x5555_5554;

  /** In a mask of rights: no data access. Linux's {@code PKEY_DISABLE_ACCESS}, the AD bit. */
  public static final int ACCESS_DISABLE = 1;

  /** In a mask of rights: no write. Linux's {@code PKEY_DISABLE_WRITE}, the WD bit. */
  public static final int WRITE_DISABLE = 2;

  private static final int RIGHTS = ACCESS_DISABLE | WRITE_DISABLE;

  private static final int ALL_KEYS = (1 << KEYS) - 1;

  private Pkru() {}

  /** Whether the key's AD bit is set. */
  public static boolean accessDisabled(int pkru, int key) {
    return (rights(pkru, key) & ACCESS_DISABLE) != 0;
  }

  /** Whether the key's WD bit is set. It may be clear where AD denies writes anyway. */
  public static boolean writeDisabled(int pkru, int key) {
    return (rights(pkru, key) & WRITE_DISABLE) != 0;
  }

  /** The key's two bits: any of {@link #ACCESS_DISABLE} and {@link #WRITE_DISABLE}. */
  public static int rights(int pkru, int key) {
    return (pkru >>> shift(key)) & RIGHTS;
  }

  /**
   * The PKRU value with the key's two bits replaced, as {@code pkey_set} and {@code pkey_alloc} do.
   *
   * @param rights any of {@link #ACCESS_DISABLE} and {@link #WRITE_DISABLE}
   * @throws IllegalArgumentException if {@code rights} has another bit set
   */
  public static int withRights(int pkru, int key, int rights) {
    if ((rights & ~RIGHTS) != 0) {
      throw new IllegalArgumentException("not a mask of key rights: " + rights);
    }
    int shift = shift(key);
    return (pkru & ~(RIGHTS << shift)) | (rights << shift);
  }

  private static int shift(int key) {
    return Objects.checkIndex(key, KEYS) * 2;
  }

  /**
   * A PKRU value in words, such as "keys 0, 3 open; key 5 read-only; the rest closed". The largest
   * group of keys comes last, as the rest.
   */
  public static String describe(int pkru) {
    // With AD set, WD changes nothing: the four combinations of the two bits are three states.
    int closed = 0;
    int readOnly = 0;
    for (int key = 0; key < KEYS; key++) {
      if (accessDisabled(pkru, key)) {
        closed |= 1 << key;
      } else if (writeDisabled(pkru, key)) {
        readOnly |= 1 << key;
      }
    }
    int open = ALL_KEYS & ~closed & ~readOnly;
    int[] groups = {open, readOnly, closed};
    String[] states = {"open", "read-only", "closed"};

    // Among groups of one size, the least permissive is the rest.
    int rest = 0;
    for (int i = 1; i < groups.length; i++) {
      if (Integer.bitCount(groups[i]) >= Integer.bitCount(groups[rest])) {
        rest = i;
      }
    }
    if (groups[rest] == ALL_KEYS) {
      return "all keys " + states[rest];
    }
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i != rest && groups[i] != 0) {
        words.append(Integer.bitCount(groups[i]) == 1 ? "key " : "keys ");
        appendKeys(words, groups[i]);
        words.append(' ').append(states[i]).append("; ");
      }
    }
    return words.append("the rest ").append(states[rest]).toString();
  }

  private static void appendKeys(StringBuilder words, int keys) {
    String separator = "";
    for (int key = 0; key < KEYS; key++) {
      if ((keys & (1 << key)) != 0) {
        words.append(separator).append(key);
        separator = ", ";
      }
    }
  }
}
