package dev.cubicle.mpk;

import static dev.cubicle.mpk.AccessCheck.ALLOWED;
import static dev.cubicle.mpk.AccessCheck.ERROR_FETCH;
import static dev.cubicle.mpk.AccessCheck.ERROR_KEY;
import static dev.cubicle.mpk.AccessCheck.ERROR_PRESENT;
import static dev.cubicle.mpk.AccessCheck.ERROR_USER;
import static dev.cubicle.mpk.AccessCheck.ERROR_WRITE;
import static dev.cubicle.mpk.AccessKind.FETCH;
import static dev.cubicle.mpk.AccessKind.READ;
import static dev.cubicle.mpk.AccessKind.WRITE;
import static dev.cubicle.mpk.PageTableEntry.NO_EXECUTE;
import static dev.cubicle.mpk.PageTableEntry.PRESENT;
import static dev.cubicle.mpk.PageTableEntry.USER;
import static dev.cubicle.mpk.PageTableEntry.WRITABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/**
 * Every rule of the access check by name, with its error code; section numbers are SDM vol. 3A's.
 */
class AccessCheckTest {

  private static final boolean BY_USER = true;
  private static final boolean BY_SUPERVISOR = false;

  private static final int KEY = 6;
  private static final int OPEN = 0;
  private static final int READ_ONLY = Pkru.withRights(0, KEY, Pkru.WRITE_DISABLE);
  private static final int CLOSED = Pkru.withRights(0, KEY, Pkru.ACCESS_DISABLE);

  private static final long USER_PAGE = page(PRESENT | USER | WRITABLE);
  private static final long SUPERVISOR_PAGE = page(PRESENT | WRITABLE);

  private final AccessCheck stock = new AccessCheck(FetchPolicy.NONE, true, true);
  private final AccessCheck withoutWriteProtect = new AccessCheck(FetchPolicy.NONE, true, false);
  private final AccessCheck withoutKeys = new AccessCheck(FetchPolicy.NONE, false, true);
  private final AccessCheck tagNx = new AccessCheck(FetchPolicy.TAG_NX, true, true);

  private static long page(long flags) {
    return PageTableEntry.make(0x1000, flags, KEY);
  }

  @Test
  void anOpenUserPageAllowsEverythingToUserAndSupervisor() {
    for (AccessKind access : AccessKind.values()) {
      assertEquals(ALLOWED, stock.check(USER_PAGE, OPEN, access, BY_USER));
      assertEquals(ALLOWED, stock.check(USER_PAGE, OPEN, access, BY_SUPERVISOR));
    }
  }

  @Test
  void notPresentFaultsWithoutPAndNeverWithPk() { // 4.7
    long pte = page(USER | WRITABLE);
    assertEquals(ERROR_USER, stock.check(pte, CLOSED, READ, BY_USER));
    assertEquals(ERROR_USER | ERROR_WRITE, stock.check(pte, CLOSED, WRITE, BY_USER));
    assertEquals(ERROR_USER | ERROR_FETCH, tagNx.check(pte, CLOSED, FETCH, BY_USER));
    assertEquals(0, stock.check(pte, CLOSED, READ, BY_SUPERVISOR));
  }

  @Test
  void userAccessToASupervisorPageFaultsWithoutPk() { // 4.6.1, 4.6.2
    assertEquals(ERROR_PRESENT | ERROR_USER, stock.check(SUPERVISOR_PAGE, CLOSED, READ, BY_USER));
    assertEquals(
        ERROR_PRESENT | ERROR_USER | ERROR_WRITE,
        stock.check(SUPERVISOR_PAGE, CLOSED, WRITE, BY_USER));
    assertEquals(
        ERROR_PRESENT | ERROR_USER | ERROR_FETCH,
        tagNx.check(SUPERVISOR_PAGE, CLOSED, FETCH, BY_USER));
  }

  @Test
  void writingAReadOnlyPageFaults() { // 4.6.1
    long pte = page(PRESENT | USER);
    assertEquals(ERROR_PRESENT | ERROR_USER | ERROR_WRITE, stock.check(pte, OPEN, WRITE, BY_USER));
    assertEquals(ERROR_PRESENT | ERROR_WRITE, stock.check(pte, OPEN, WRITE, BY_SUPERVISOR));
  }

  @Test
  void withoutWpTheSupervisorAloneWritesReadOnlyPages() { // 4.6.1
    long pte = page(PRESENT | USER);
    assertEquals(ALLOWED, withoutWriteProtect.check(pte, OPEN, WRITE, BY_SUPERVISOR));
    assertEquals(
        ERROR_PRESENT | ERROR_USER | ERROR_WRITE,
        withoutWriteProtect.check(pte, OPEN, WRITE, BY_USER));
  }

  @Test
  void fetchingFromANoExecutePageFaults() { // 4.6.1
    long pte = page(PRESENT | USER | NO_EXECUTE);
    assertEquals(ERROR_PRESENT | ERROR_USER | ERROR_FETCH, stock.check(pte, OPEN, FETCH, BY_USER));
    assertEquals(ERROR_PRESENT | ERROR_FETCH, stock.check(pte, OPEN, FETCH, BY_SUPERVISOR));
  }

  @Test
  void accessDisableDeniesTheUsersReadsAndWrites() { // 4.6.2
    assertEquals(
        ERROR_PRESENT | ERROR_USER | ERROR_KEY, stock.check(USER_PAGE, CLOSED, READ, BY_USER));
    assertEquals(
        ERROR_PRESENT | ERROR_USER | ERROR_WRITE | ERROR_KEY,
        stock.check(USER_PAGE, CLOSED, WRITE, BY_USER));
  }

  @Test
  void accessDisableDeniesTheSupervisorsToo() { // 4.6.2
    assertEquals(ERROR_PRESENT | ERROR_KEY, stock.check(USER_PAGE, CLOSED, READ, BY_SUPERVISOR));
    assertEquals(
        ERROR_PRESENT | ERROR_WRITE | ERROR_KEY,
        stock.check(USER_PAGE, CLOSED, WRITE, BY_SUPERVISOR));
  }

  @Test
  void accessDisableDeniesTheSupervisorEvenWithoutWp() { // 4.6.2
    assertEquals(
        ERROR_PRESENT | ERROR_KEY,
        withoutWriteProtect.check(USER_PAGE, CLOSED, READ, BY_SUPERVISOR));
    assertEquals(
        ERROR_PRESENT | ERROR_WRITE | ERROR_KEY,
        withoutWriteProtect.check(USER_PAGE, CLOSED, WRITE, BY_SUPERVISOR));
  }

  @Test
  void writeDisableDeniesTheUsersWritesAlone() { // 4.6.2
    assertEquals(ALLOWED, stock.check(USER_PAGE, READ_ONLY, READ, BY_USER));
    assertEquals(
        ERROR_PRESENT | ERROR_USER | ERROR_WRITE | ERROR_KEY,
        stock.check(USER_PAGE, READ_ONLY, WRITE, BY_USER));
    assertEquals(
        ERROR_PRESENT | ERROR_USER | ERROR_WRITE | ERROR_KEY,
        withoutWriteProtect.check(USER_PAGE, READ_ONLY, WRITE, BY_USER));
  }

  @Test
  void writeDisableDeniesTheSupervisorsWritesWithWpAlone() { // 4.6.2
    assertEquals(
        ERROR_PRESENT | ERROR_WRITE | ERROR_KEY,
        stock.check(USER_PAGE, READ_ONLY, WRITE, BY_SUPERVISOR));
    assertEquals(ALLOWED, withoutWriteProtect.check(USER_PAGE, READ_ONLY, WRITE, BY_SUPERVISOR));
  }

  @Test
  void pkIsSetAlsoWherePageProtectionDeniesAsWell() { // 4.7
    long pte = page(PRESENT | USER);
    int expected = ERROR_PRESENT | ERROR_USER | ERROR_WRITE | ERROR_KEY;
    assertEquals(expected, stock.check(pte, CLOSED, WRITE, BY_USER));
    assertEquals(expected, stock.check(pte, READ_ONLY, WRITE, BY_USER));
  }

  @Test
  void keysOfSupervisorPagesAreIgnored() { // 4.6.2
    assertEquals(ALLOWED, stock.check(SUPERVISOR_PAGE, CLOSED, READ, BY_SUPERVISOR));
    assertEquals(ALLOWED, stock.check(SUPERVISOR_PAGE, CLOSED, WRITE, BY_SUPERVISOR));
    assertEquals(ALLOWED, tagNx.check(SUPERVISOR_PAGE, CLOSED, FETCH, BY_SUPERVISOR));
  }

  @Test
  void withoutPkeKeysAreIgnored() { // 4.6.2
    AccessCheck neither = new AccessCheck(FetchPolicy.TAG_NX, false, true);
    for (AccessKind access : AccessKind.values()) {
      assertEquals(ALLOWED, withoutKeys.check(USER_PAGE, CLOSED, access, BY_USER));
      assertEquals(ALLOWED, neither.check(USER_PAGE, CLOSED, access, BY_USER));
    }
  }

  @Test
  void stockFetchesAreNeverChecked() { // 4.6.2
    int everythingDenied = -1;
    assertEquals(ALLOWED, stock.check(USER_PAGE, everythingDenied, FETCH, BY_USER));
    assertEquals(ALLOWED, stock.check(USER_PAGE, everythingDenied, FETCH, BY_SUPERVISOR));
  }

  @Test
  void stockFetchFromANoExecutePageWithAClosedKeyHasNoPk() { // 4.7: PK needs a data access
    long pte = page(PRESENT | USER | NO_EXECUTE);
    assertEquals(
        ERROR_PRESENT | ERROR_USER | ERROR_FETCH, stock.check(pte, CLOSED, FETCH, BY_USER));
  }

  @Test
  void tagNxDeniesFetchesOfAClosedKeyWithPkAndId() {
    assertEquals(
        ERROR_PRESENT | ERROR_USER | ERROR_FETCH | ERROR_KEY,
        tagNx.check(USER_PAGE, CLOSED, FETCH, BY_USER));
    assertEquals(
        ERROR_PRESENT | ERROR_FETCH | ERROR_KEY,
        tagNx.check(USER_PAGE, CLOSED, FETCH, BY_SUPERVISOR));
  }

  @Test
  void tagNxAllowsFetchesOfAReadOnlyKey() {
    assertEquals(ALLOWED, tagNx.check(USER_PAGE, READ_ONLY, FETCH, BY_USER));
  }

  @Test
  void onlyThePagesOwnKeyCounts() {
    int allOthersClosed = Pkru.withRights(0x5555_5555, KEY, 0);
    for (AccessKind access : AccessKind.values()) {
      assertEquals(ALLOWED, tagNx.check(USER_PAGE, allOthersClosed, access, BY_USER));
    }
  }

  @Test
  void whatATlbEntryMayHold() {
    assertEquals(
        AccessRights.READ | AccessRights.FETCH, stock.allowed(USER_PAGE, READ_ONLY, BY_USER));
    assertEquals(AccessRights.FETCH, stock.allowed(USER_PAGE, CLOSED, BY_USER));
    assertEquals(AccessRights.NONE, tagNx.allowed(USER_PAGE, CLOSED, BY_USER));
    assertEquals(AccessRights.NONE, stock.allowed(page(0), OPEN, BY_USER));
  }

  @Test
  void aPolicyIsNeeded() {
    assertThrows(NullPointerException.class, () -> new AccessCheck(null, true, true));
  }
}
