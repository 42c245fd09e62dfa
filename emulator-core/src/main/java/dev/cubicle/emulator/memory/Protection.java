package dev.cubicle.emulator.memory;

import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.PageTableEntry;

/**
 * What a mapping allows, as the PROT_ bits of Linux (include/uapi/asm-generic/mman-common.h) in an
 * {@code int}.
 */
public final class Protection {

  /** PROT_NONE. */
  public static final int NONE = 0;

  /** PROT_READ. */
  public static final int READ = 1;

  /** PROT_WRITE. */
  public static final int WRITE = 2;

  /** PROT_EXEC. */
  public static final int EXECUTE = 4;

  /** Every bit that counts. */
  public static final int ALL = READ | WRITE | EXECUTE;

  private Protection() {}

  /**
   * Whether an access is allowed, keys left aside. x86 page tables know no page that can be written
   * or executed but not read ({@code protection_map} in Linux's {@code arch/x86/mm/pgprot.c}).
   */
  static boolean permits(int protection, AccessKind access) {
    return switch (access) {
      case READ -> protection != NONE;
      case WRITE -> (protection & WRITE) != 0;
      case FETCH -> (protection & EXECUTE) != 0;
    };
  }

  /** The page-table flags of a user page with this protection. */
  static long pageFlags(int protection) {
    return PageTableEntry.USER
        | (protection != NONE ? PageTableEntry.PRESENT : 0)
        | ((protection & WRITE) != 0 ? PageTableEntry.WRITABLE : 0)
        | ((protection & EXECUTE) != 0 ? 0 : PageTableEntry.NO_EXECUTE);
  }

  /** As {@code /proc/self/maps} writes it: three characters, such as "rw-". */
  public static String describe(int protection) {
    return ((protection & READ) != 0 ? "r" : "-")
        + ((protection & WRITE) != 0 ? "w" : "-")
        + ((protection & EXECUTE) != 0 ? "x" : "-");
  }
}
