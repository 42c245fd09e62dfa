package dev.cubicle.mpk;

import static dev.cubicle.mpk.PageKeyTable.ADDRESS_LIMIT;
import static dev.cubicle.mpk.PageTableEntry.PAGE_SIZE;
import static dev.cubicle.mpk.PageTableEntry.PRESENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageKeyTableTest {

  private static final long LAST_PAGE = ADDRESS_LIMIT - PAGE_SIZE;

  private final PageKeyTable table = new PageKeyTable();

  @Test
  void anyAddressOfAPageNamesIt() {
    table.set(0x7fff_1234_5678L, 42);
    assertEquals(42, table.entry(0x7fff_1234_5000L));
    assertEquals(42, table.entry(0x7fff_1234_5fffL));
    assertEquals(0, table.entry(0x7fff_1234_4fffL));
    assertEquals(0, table.entry(0x7fff_1234_6000L));
    assertEquals(42, table.remove(0x7fff_1234_5001L));
    assertEquals(0, table.remove(0x7fff_1234_5001L));
  }

  @Test
  void theFirstAndTheLastPageHaveEntries() {
    table.set(0, 1);
    table.set(ADDRESS_LIMIT - 1, 3);
    assertEquals(1, table.entry(0));
    assertEquals(3, table.entry(LAST_PAGE));
    assertEquals(List.of(0L, LAST_PAGE), visited(0, ADDRESS_LIMIT));
  }

  @ParameterizedTest
  @ValueSource(longs = {ADDRESS_LIMIT, -1, -4096, Long.MIN_VALUE, Long.MAX_VALUE})
  void addressesOutsideTheTableHaveNoEntriesAndGetNone(long address) {
    table.set(0, 1);
    table.set(LAST_PAGE, 1);
    assertEquals(0, table.entry(address));
    assertEquals(0, table.remove(address));
    assertThrows(IllegalArgumentException.class, () -> table.set(address, 1));
  }

  @Test
  void settingZeroRemoves() {
    table.set(0x1000, PRESENT);
    table.set(0x1000, 0);
    assertEquals(List.of(), visited(0, ADDRESS_LIMIT));
    assertEquals(0, table.presentPages());
  }

  @Test
  void presentPagesCountsEntriesWithThePresentBit() {
    table.set(0x1000, PRESENT);
    table.set(0x2000, PageTableEntry.SOFTWARE_0);
    assertEquals(1, table.presentPages());
    table.set(0x2000, PageTableEntry.SOFTWARE_0 | PRESENT);
    assertEquals(2, table.presentPages());
    table.set(0x1000, PageTableEntry.SOFTWARE_1);
    assertEquals(1, table.presentPages());
    table.remove(0x2000);
    assertEquals(0, table.presentPages());
  }

  @Test
  void aRangeCoversEveryPageItTouches() {
    for (long page = 0; page < 8; page++) {
      table.set(page * PAGE_SIZE, 1);
    }
    assertEquals(List.of(0x2000L, 0x3000L), visited(0x2000, 0x4000));
    assertEquals(List.of(0x2000L, 0x3000L, 0x4000L), visited(0x2fff, 0x4001));
    assertEquals(List.of(0x2000L), visited(0x2345, 0x2346));
    assertEquals(List.of(), visited(0x2345, 0x2345));
    assertEquals(List.of(), visited(0x3000, 0x2000));
  }

  @Test
  void aRangeIsCutToTheTable() {
    table.set(LAST_PAGE, 1);
    assertEquals(List.of(LAST_PAGE), visited(LAST_PAGE, Long.MAX_VALUE));
    assertEquals(List.of(LAST_PAGE), visited(LAST_PAGE, -1));
    assertEquals(List.of(), visited(ADDRESS_LIMIT, Long.MAX_VALUE));
    assertEquals(List.of(), visited(-PAGE_SIZE, -1));
  }

  @Test
  void aVisitorReplacesAndRemoves() {
    table.set(0x1000, 10);
    table.set(0x2000, 20);
    table.set(0x4000_0000_0000L, 30);
    table.forEach(0, ADDRESS_LIMIT, (address, pte) -> pte == 20 ? 0 : pte + 1);
    assertEquals(11, table.entry(0x1000));
    assertEquals(0, table.entry(0x2000));
    assertEquals(31, table.entry(0x4000_0000_0000L));
    assertEquals(1 + 1, table.presentPages());
  }

  /** Page by page, the address space would take longer than anyone waits. */
  @Test
  void absentAreasOfTerabytesAreSkipped() {
    table.set(0x1000, 1);
    table.set(0x7fff_ffff_f000L, 1);
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 1000; i++) {
            assertEquals(2, visited(0, ADDRESS_LIMIT).size());
          }
        });
  }

  /** One page in every gigabyte, one after the other: all their levels at once need 1.5 GiB. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void levelsAreFreedWhenTheyBecomeEmpty(boolean byVisitor) {
    for (long address = 0; address < ADDRESS_LIMIT; address += 1L << 30) {
      table.set(address, 1);
      if (byVisitor) {
        table.forEach(address, address + 1, (page, pte) -> 0);
      } else {
        table.remove(address);
      }
    }
    assertEquals(List.of(), visited(0, ADDRESS_LIMIT));
  }

  private List<Long> visited(long start, long endExclusive) {
    List<Long> addresses = new ArrayList<>();
    table.forEach(
        start,
        endExclusive,
        (address, pte) -> {
          addresses.add(address);
          return pte;
        });
    return addresses;
  }

  /** One call; {@code other} is an entry or the end of a range. */
  private record Call(int kind, long address, long other) {}

  @Provide
  Arbitrary<List<Call>> calls() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5), addresses(), addresses(), entries())
        .as((kind, address, end, pte) -> new Call(kind, address, kind < 3 ? pte : end))
        .list()
        .ofMaxSize(200);
  }

  /** Few enough for calls to meet, and next to the borders of every level. */
  private static Arbitrary<Long> addresses() {
    return Combinators.combine(
            Arbitraries.of(0L, 1L << 21, 1L << 30, 1L << 39, 3L << 46, ADDRESS_LIMIT - (4L << 12)),
            Arbitraries.longs().between(-4, 3),
            Arbitraries.of(0L, 0L, 1L, 4095L))
        .as((border, pages, offset) -> Math.max(0, border + pages * PAGE_SIZE + offset));
  }

  private static Arbitrary<Long> entries() {
    return Arbitraries.oneOf(Arbitraries.longs().between(0, 3), Arbitraries.longs());
  }

  @Property(tries = 2000)
  void behavesAsASortedMap(@ForAll("calls") List<Call> calls) {
    PageKeyTable tested = new PageKeyTable();
    TreeMap<Long, Long> model = new TreeMap<>();
    for (Call call : calls) {
      long page = call.address() & -PAGE_SIZE;
      switch (call.kind()) {
        case 0, 1, 2 -> {
          tested.set(call.address(), call.other());
          if (call.other() == 0) {
            model.remove(page);
          } else {
            model.put(page, call.other());
          }
        }
        case 3 -> {
          Long before = model.remove(page);
          assertEquals(before == null ? 0 : before, tested.remove(call.address()));
        }
        case 4 -> assertEquals(model.getOrDefault(page, 0L), tested.entry(call.address()));
        default -> visitBoth(tested, model, call.address(), call.other());
      }
      assertEquals(
          model.values().stream().filter(pte -> (pte & PRESENT) != 0).count(),
          tested.presentPages());
    }
    Map<Long, Long> left = new TreeMap<>();
    tested.forEach(
        0,
        ADDRESS_LIMIT,
        (address, pte) -> {
          left.put(address, pte);
          return pte;
        });
    assertEquals(model, left);
  }

  /** Visits a range and halves its entries, which removes those that become zero. */
  private static void visitBoth(
      PageKeyTable tested, TreeMap<Long, Long> model, long start, long endExclusive) {
    List<Map.Entry<Long, Long>> seen = new ArrayList<>();
    tested.forEach(
        start,
        endExclusive,
        (address, pte) -> {
          seen.add(Map.entry(address, pte));
          return pte >> 1;
        });
    List<Map.Entry<Long, Long>> expected = new ArrayList<>();
    for (long page : List.copyOf(model.keySet())) {
      if (page + PAGE_SIZE > start && page < endExclusive && start < endExclusive) {
        long pte = model.get(page);
        expected.add(Map.entry(page, pte));
        if (pte >> 1 == 0) {
          model.remove(page);
        } else {
          model.put(page, pte >> 1);
        }
      }
    }
    assertEquals(expected, seen);
  }
}
