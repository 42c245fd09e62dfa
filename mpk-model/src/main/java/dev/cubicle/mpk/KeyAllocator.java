package dev.cubicle.mpk;

/**
 * The keys one address space owns, as Linux keeps them: the 16-bit allocation map and the
 * execute-only key of {@code mm_context_t} ({@code arch/x86/include/asm/pkeys.h}).
 *
 * <p>Allocation says nothing about PKRU: setting the rights of a key that was handed out is the
 * caller's part, as it is {@code pkey_alloc}'s in Linux.
 *
 * <p>Not safe for use by several threads.
 */
public final class KeyAllocator {

  /** What {@link #allocate} and {@link #executeOnlyKey} return where no key is left. */
  public static final int NONE_LEFT = -1;

  private static final int ALL_KEYS = (1 << Pkru.KEYS) - 1;

  /** Bit k is set while key k is taken. Key 0 is from the start ({@code init_new_context}). */
  private int allocated = 1;

  private int executeOnly = -1;

  /** The allocator of a new address space: key 0 is allocated, nothing else. */
  public KeyAllocator() {}

  /**
   * A copy for the child of a fork, which inherits both the map and the execute-only key ({@code
   * arch_dup_pkeys} in {@code asm/mmu_context.h}).
   */
  public KeyAllocator(KeyAllocator parent) {
    allocated = parent.allocated;
    executeOnly = parent.executeOnly;
  }

  /**
   * Takes the lowest free key ({@code mm_pkey_alloc}).
   *
   * @return the key, 0 to 15, or {@link #NONE_LEFT}, for which {@code pkey_alloc} fails with ENOSPC
   */
  public int allocate() {
    if (allocated == ALL_KEYS) {
      return NONE_LEFT;
    }
    int key = Integer.numberOfTrailingZeros(~allocated);
    allocated |= 1 << key;
    return key;
  }

  /**
   * Gives a key back ({@code mm_pkey_free}). Key 0 may be given back as well: Linux allows it since
   * 4.17. Pages keep a key that was given back, and PKRU its rights.
   *
   * @param key any number
   * @return whether the key was the user's to free; if not, {@code pkey_free} fails with EINVAL
   */
  public boolean free(int key) {
    if (!isAllocated(key)) {
      return false;
    }
    allocated &= ~(1 << key);
    return true;
  }

  /**
   * Whether a key may be named in {@code pkey_mprotect} and {@code pkey_free} ({@code
   * mm_pkey_is_allocated}). The execute-only key may not: it is the kernel's own.
   *
   * @param key any number
   */
  public boolean isAllocated(int key) {
    return key >= 0 && key < Pkru.KEYS && key != executeOnly && (allocated & (1 << key)) != 0;
  }

  /**
   * The key for memory that {@code mprotect(PROT_EXEC)} alone made execute-only, taken on the first
   * call and kept for good ({@code __execute_only_pkey} in {@code arch/x86/mm/pkeys.c}).
   *
   * <p>The caller sets {@link Pkru#ACCESS_DISABLE} for it in the current PKRU, unless AD is set
   * there already. As in Linux ({@code __arch_override_mprotect_pkey}) only a key above 0 may then
   * be put on the mapping; key 0 comes out here if the process had freed it.
   *
   * @return the key, 0 to 15, or {@link #NONE_LEFT}: execute-only memory is then readable too
   */
  public int executeOnlyKey() {
    if (executeOnly < 0) {
      executeOnly = allocate();
    }
    return executeOnly;
  }
}
