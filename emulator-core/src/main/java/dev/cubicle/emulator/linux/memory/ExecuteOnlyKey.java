package dev.cubicle.emulator.linux.memory;

import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.KeyAllocator;
import dev.cubicle.mpk.Pkru;

/** Which key new protection gives a page where the program did not choose one. */
final class ExecuteOnlyKey {
  private final KeyAllocator keys;
  private final AccessCheck check;
  private final PkruAccess pkru;

  /** The key once there is one. Key 0 can come out too, if the process had freed it. */
  private int known = KeyAllocator.NONE_LEFT;

  ExecuteOnlyKey(KeyAllocator keys, AccessCheck check, PkruAccess pkru) {
    this.keys = keys;
    this.check = check;
    this.pkru = pkru;
  }

  /** The key of fresh memory: do_mmap() in Linux's mm/mmap.c. */
  int forMapping(int protection) {
    return protection == Protection.EXECUTE ? Math.max(0, closed()) : 0;
  }

  /**
   * The key for {@code mprotect} of a page: __arch_override_mprotect_pkey() in Linux's
   * arch/x86/mm/pkeys.c. Memory that stops being execute-only goes back to key 0; else the page
   * keeps its key.
   */
  int forProtect(int newProtection, int oldProtection, int oldKey) {
    if (newProtection == Protection.EXECUTE) {
      int key = closed();
      return key > 0 ? key : oldKey;
    }
    boolean wasExecuteOnly = oldProtection == Protection.EXECUTE && oldKey == known;
    return wasExecuteOnly ? 0 : oldKey;
  }

  /** The process's execute-only key, closed to data accesses in PKRU; NONE_LEFT if not. */
  private int closed() {
    if (!check.protectionKeysEnabled()) {
      return KeyAllocator.NONE_LEFT;
    }
    known = keys.executeOnlyKey();
    if (known >= 0 && !Pkru.accessDisabled(pkru.get(), known)) {
      pkru.set(Pkru.withRights(pkru.get(), known, Pkru.ACCESS_DISABLE));
    }
    return known;
  }
}
