package dev.cubicle.emulator.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.mpk.PageTableEntry;
import dev.cubicle.mpk.Pkru;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The access check (stock MPK) against Unicorn's own protection keys, case by case. Compared are
 * whether the access is allowed, the full error code of the page fault, and for allowed ones the
 * physical address.
 *
 * <p>A case is a page with random flags and keys on four levels of page tables, PKRU, CR4.PKE,
 * CR0.WP, CPL 0 or 3, and a kind of access. Within one setting of the registers the TLB is left to
 * fill, so answers come from page-table walks and from TLB entries that earlier accesses made.
 *
 * <p>Unicorn agrees with the SDM in all of them, PK bit included. Two of its habits show elsewhere
 * and have tests of their own: its TLB outlives a change of CR4.PKE, and it takes every page fault
 * after the first for a double fault unless the CPU's state is restored.
 */
class UnicornOracleTest {

  private static final int CASES = 1_200_000;
  private static final int EXECUTED_CASES = 100_000;

  /** Pages asked about between two settings of the registers. */
  private static final int PAGES_PER_SETTING = 32;

  /** Every outcome stock MPK has: allowed, not present, page protection, key. */
  private static final Set<Integer> OUTCOMES =
      Set.of(
          AccessCheck.ALLOWED,
          0x00,
          0x02,
          0x04,
          0x06,
          0x10,
          0x14, // not present
          0x03,
          0x05,
          0x07,
          0x11,
          0x15, // page protection
          0x21,
          0x23,
          0x25,
          0x27); // key

  private static final AccessKind[] KINDS = AccessKind.values();

  private final long seed = Long.getLong("cubicle.oracle.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final PagedMachine machine = new PagedMachine(RandomPageTables.BYTES);
  private final RandomPageTables tables =
      new RandomPageTables(machine.memory(), PagedMachine.ROOT, PagedMachine.FREE, random);

  /** The registers that decide about an access. */
  private record Setting(boolean user, boolean pke, boolean wp, int pkru) {
    static Setting random(SplittableRandom random) {
      int pkru =
          switch (random.nextInt(8)) {
            case 0 -> 0; // Unicorn has a short cut for it
            case 1 -> Pkru.LINUX_INITIAL;
            default -> random.nextInt();
          };
      return new Setting(random.nextBoolean(), random.nextInt(4) != 0, random.nextBoolean(), pkru);
    }

    AccessCheck check() {
      return new AccessCheck(FetchPolicy.NONE, pke, wp);
    }
  }

  @AfterEach
  void closeMachine() {
    machine.close();
  }

  @Test
  void aMillionAccessesAreJudgedAlike() {
    Set<Integer> outcomes = new TreeSet<>();
    for (int cases = 0; cases < CASES; cases += PAGES_PER_SETTING * KINDS.length) {
      Setting setting = nextSetting(cases);
      AccessCheck check = setting.check();
      for (int i = 0; i < PAGES_PER_SETTING; i++) {
        int page = random.nextInt(RandomPageTables.PAGES);
        long pte = tables.effectiveEntry(page);
        int offset = random.nextInt(PageTableEntry.PAGE_SIZE);
        int first = random.nextInt(KINDS.length);
        int step = random.nextInt(1, KINDS.length); // all orders of the three
        for (int k = 0; k < KINDS.length; k++) {
          AccessKind access = KINDS[(first + k * step) % KINDS.length];
          int verdict = check.check(pte, setting.pkru(), access, setting.user());
          long expected =
              verdict == AccessCheck.ALLOWED ? PageTableEntry.frameAddress(pte) + offset : ~verdict;
          long actual = machine.probe(tables.virtualAddress(page) + offset, access);
          if (actual != expected) {
            fail(mismatch(setting, pte, access, expected, actual));
          }
          outcomes.add(verdict);
        }
      }
    }
    assertEquals(new TreeSet<>(OUTCOMES), outcomes, "outcomes that came up");
  }

  @Test
  void executedAccessesAreJudgedAlikeAndStoresHappenExactlyWhenAllowed() {
    Set<Integer> outcomes = new TreeSet<>();
    for (int cases = 0; cases < EXECUTED_CASES; cases += PAGES_PER_SETTING) {
      Setting setting = nextSetting(cases);
      AccessCheck check = setting.check();
      for (int i = 0; i < PAGES_PER_SETTING; i++) {
        int page = random.nextInt(RandomPageTables.PAGES);
        long pte = tables.effectiveEntry(page);
        int offset = 2 * random.nextInt(PageTableEntry.PAGE_SIZE / 2);
        AccessKind access = KINDS[random.nextInt(KINDS.length)];
        int expected = check.check(pte, setting.pkru(), access, setting.user());
        int actual = machine.execute(tables.virtualAddress(page) + offset, access);
        if (actual != expected) {
          fail(mismatch(setting, pte, access, expected, actual));
        }
        boolean stored = machine.replaceWritten(PageTableEntry.frameAddress(pte) + offset);
        if (stored != (access == AccessKind.WRITE && expected == AccessCheck.ALLOWED)) {
          fail("stored: " + stored + "; " + mismatch(setting, pte, access, expected, actual));
        }
        outcomes.add(expected);
      }
    }
    assertEquals(new TreeSet<>(OUTCOMES), outcomes, "outcomes that came up");
  }

  /** New tables now and then, new registers always. */
  private Setting nextSetting(int cases) {
    if (cases % (8 * PAGES_PER_SETTING) == 0) {
      tables.shuffle();
    }
    Setting setting = Setting.random(random);
    machine.configure(setting.user(), setting.pke(), setting.wp(), setting.pkru());
    return setting;
  }

  private String mismatch(
      Setting setting, long pte, AccessKind access, long expected, long actual) {
    return String.format(
        "%s of page %016x (key %d) under %s, PKRU %08x (%s): model %x, Unicorn %x;"
            + " replay with -Dcubicle.oracle.seed=%d",
        access,
        pte,
        PageTableEntry.key(pte),
        setting,
        setting.pkru(),
        Pkru.describe(setting.pkru()),
        expected,
        actual,
        seed);
  }

  /**
   * Why every setting begins with an empty TLB. Unicorn 2.1.4 keeps in its TLB what the key
   * allowed, and flushes on WRPKRU but not on a change of CR4.PKE. The SDM (vol. 3A 4.10.4.1) does
   * not list that change among those that invalidate, so software has to flush there anyway.
   */
  @Test
  void theTlbOutlivesAChangeOfPke() {
    long address = openPage(5);
    int pkru = Pkru.withRights(0, 5, Pkru.ACCESS_DISABLE);
    machine.configure(true, false, true, pkru);
    assertTrue(machine.probe(address, AccessKind.READ) >= 0);
    machine.setProtectionKeysEnabled(true);
    assertTrue(machine.probe(address, AccessKind.READ) >= 0, "the TLB's answer, made without keys");
    machine.flushTlb();
    assertEquals(~0x25, machine.probe(address, AccessKind.READ));
  }

  /**
   * Why every execution begins with a restored state. With no IDT to deliver to, Unicorn 2.1.4
   * takes the first fault to be in delivery for ever; the second becomes a double fault (error code
   * 0).
   */
  @Test
  void aSecondPageFaultIsADoubleFaultUnlessTheStateIsRestored() {
    long address = openPage(5);
    machine.configure(true, true, true, Pkru.withRights(0, 5, Pkru.ACCESS_DISABLE));
    assertEquals(0x25, machine.execute(address, AccessKind.READ));
    assertEquals(0, machine.executeOn(address, AccessKind.READ));
    assertEquals(0x25, machine.execute(address, AccessKind.READ));
  }

  /** The address of a user page with that key and all page rights. */
  private long openPage(int key) {
    while (true) {
      tables.shuffle();
      for (int page = 0; page < RandomPageTables.PAGES; page++) {
        long pte = tables.effectiveEntry(page);
        if (PageTableEntry.key(pte) == key
            && new AccessCheck(FetchPolicy.NONE, false, true).allowed(pte, 0, true) == 7) {
          return tables.virtualAddress(page);
        }
      }
    }
  }
}
