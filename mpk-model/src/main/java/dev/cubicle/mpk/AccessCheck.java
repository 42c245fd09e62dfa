package dev.cubicle.mpk;

import static dev.cubicle.mpk.PageTableEntry.executable;
import static dev.cubicle.mpk.PageTableEntry.key;
import static dev.cubicle.mpk.PageTableEntry.present;
import static dev.cubicle.mpk.PageTableEntry.writable;

import java.util.Objects;

/**
 * Decides whether a page may be accessed, and if not, with which error code the page fault comes.
 * This is the one place where a protection key is checked.
 *
 * <p>The rules, each with its section in SDM volume 3A, for a processor in 64-bit mode with
 * EFER.NXE set:
 *
 * <ol>
 *   <li>A page that is not present allows nothing (4.7).
 *   <li>User-mode accesses need a user page; supervisor-mode accesses do not (4.6.1).
 *   <li>Reads are else allowed. User-mode writes need a writable page; supervisor-mode writes need
 *       one only with CR0.WP (4.6.1).
 *   <li>Fetches need a page without XD (4.6.1).
 *   <li>Keys are looked at only with CR4.PKE, and only on user pages (4.6.2).
 *   <li>A key's AD bit denies every data access, the supervisor's too (4.6.2).
 *   <li>A key's WD bit denies user-mode writes, and supervisor-mode writes with CR0.WP (4.6.2).
 *   <li>Keys do not control fetches (4.6.2), unless the {@link FetchPolicy} says that AD does.
 * </ol>
 *
 * <p>The error code's bits other than P and PK describe the access and nothing else (4.7). PK is
 * set whenever the key by itself denies the access, so also when page protection denies it as well:
 * 4.7 defines the bit by the access and PKRU, and by no order of checks. A write to a read-only
 * page with an access-disabled key hence faults with P, W/R and PK. QEMU does the same. A fault on
 * a page that is not present, and a user-mode access to a supervisor page, never carry PK, since
 * there no key applies.
 *
 * <p>Not modelled: SMEP and SMAP (both taken as off), reserved bits, shadow stacks, protection keys
 * for supervisor pages (PKS).
 */
public final class AccessCheck {

  /** What {@link #check} returns where the access is allowed. No error code has this value. */
  public static final int ALLOWED = -1;

  /** P: the page was present, so its protection or its key denied the access. */
  public static final int ERROR_PRESENT = 1;

  /** W/R: the access was a write. */
  public static final int ERROR_WRITE = 1 << 1;

  /** U/S: the access was a user-mode one. */
  public static final int ERROR_USER = 1 << 2;

  /** I/D: the access was an instruction fetch. */
  public static final int ERROR_FETCH = 1 << 4;

  /** PK: the page's protection key denies the access. */
  public static final int ERROR_KEY = 1 << 5;

  private final FetchPolicy policy;
  private final boolean protectionKeysEnabled;
  private final boolean writeProtect;

  /**
   * A check under one setting of the control registers.
   *
   * @param policy what keys say about fetches
   * @param protectionKeysEnabled CR4.PKE
   * @param writeProtect CR0.WP
   */
  public AccessCheck(FetchPolicy policy, boolean protectionKeysEnabled, boolean writeProtect) {
    this.policy = Objects.requireNonNull(policy);
    this.protectionKeysEnabled = protectionKeysEnabled;
    this.writeProtect = writeProtect;
  }

  /** What keys say about fetches. */
  public FetchPolicy policy() {
    return policy;
  }

  /** CR4.PKE. */
  public boolean protectionKeysEnabled() {
    return protectionKeysEnabled;
  }

  /** CR0.WP. */
  public boolean writeProtect() {
    return writeProtect;
  }

  /**
   * Checks one access.
   *
   * @param pte the page's entry; see {@link PageTableEntry} for what its flags stand for
   * @param pkru the current PKRU value
   * @param user whether it is a user-mode access; any access at CPL 3 is one, except the
   *     processor's own to system structures
   * @return {@link #ALLOWED}, or the error code of the page fault
   */
  public int check(long pte, int pkru, AccessKind access, boolean user) {
    int error =
        (user ? ERROR_USER : 0)
            | switch (access) {
              case READ -> 0;
              case WRITE -> ERROR_WRITE;
              case FETCH -> ERROR_FETCH;
            };
    if (!present(pte)) {
      return error;
    }
    error |= ERROR_PRESENT;
    if (keyDenies(pte, pkru, access, user)) {
      return error | ERROR_KEY;
    }
    return pageDenies(pte, access, user) ? error : ALLOWED;
  }

  /**
   * Everything that is allowed on a page: what a TLB entry for it may hold.
   *
   * @return a mask of {@link AccessRights}; it holds an access exactly if {@link #check} allows it
   */
  public int allowed(long pte, int pkru, boolean user) {
    return (check(pte, pkru, AccessKind.READ, user) == ALLOWED ? AccessRights.READ : 0)
        | (check(pte, pkru, AccessKind.WRITE, user) == ALLOWED ? AccessRights.WRITE : 0)
        | (check(pte, pkru, AccessKind.FETCH, user) == ALLOWED ? AccessRights.FETCH : 0);
  }

  private boolean pageDenies(long pte, AccessKind access, boolean user) {
    if (user && !PageTableEntry.user(pte)) {
      return true;
    }
    return switch (access) {
      case READ -> false;
      case WRITE -> !writable(pte) && (user || writeProtect);
      case FETCH -> !executable(pte);
    };
  }

  private boolean keyDenies(long pte, int pkru, AccessKind access, boolean user) {
    if (!protectionKeysEnabled || !PageTableEntry.user(pte)) {
      return false;
    }
    boolean accessDisabled = Pkru.accessDisabled(pkru, key(pte));
    return switch (access) {
      case READ -> accessDisabled;
      case WRITE ->
          accessDisabled || (Pkru.writeDisabled(pkru, key(pte)) && (user || writeProtect));
      case FETCH -> accessDisabled && policy == FetchPolicy.TAG_NX;
    };
  }
}
