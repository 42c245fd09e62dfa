package dev.cubicle.mpk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The access check against the SDM spelled out as tables, in every case there is: page flags, keys,
 * the two bits of the key, control-register bits, mode and kind of access. The other keys are once
 * all open and once all closed.
 */
class AccessCheckTruthTableTest {

  /** SDM vol. 3A 4.6.1 for pages that are present. An asterisk stands for both. */
  private static final Table PAGE_PROTECTION =
      new Table(
          """
          access  mode        page        R/W  XD  WP   verdict
          read    supervisor  *           *    *   *    yes
          write   supervisor  *           1    *   *    yes
          write   supervisor  *           0    *   0    yes
          write   supervisor  *           0    *   1    no
          fetch   supervisor  *           *    0   *    yes
          fetch   supervisor  *           *    1   *    no
          *       user        supervisor  *    *   *    no
          read    user        user        *    *   *    yes
          write   user        user        1    *   *    yes
          write   user        user        0    *   *    no
          fetch   user        user        *    0   *    yes
          fetch   user        user        *    1   *    no
          """);

  /** SDM vol. 3A 4.6.2, and for fetches under tag-nx the extension. */
  private static final Table KEY_RIGHTS =
      new Table(
          """
          access  mode        page        PKE  AD  WD  WP  policy  verdict
          *       *           supervisor  *    *   *   *   *       yes
          *       *           user        0    *   *   *   *       yes
          read    *           user        1    0   *   *   *       yes
          read    *           user        1    1   *   *   *       no
          write   *           user        1    1   *   *   *       no
          write   *           user        1    0   0   *   *       yes
          write   user        user        1    0   1   *   *       no
          write   supervisor  user        1    0   1   1   *       no
          write   supervisor  user        1    0   1   0   *       yes
          fetch   *           user        1    *   *   *   none    yes
          fetch   *           user        1    0   *   *   tag-nx  yes
          fetch   *           user        1    1   *   *   tag-nx  no
          """);

  /** A table of which every case must match exactly one row. */
  private record Table(List<String> columns, List<List<String>> rows) {
    Table(String text) {
      List<List<String>> lines =
          text.lines().map(line -> List.of(line.strip().split(" +"))).toList();
      this(lines.getFirst(), lines.subList(1, lines.size()));
    }

    boolean verdict(Case asked) {
      List<String> verdicts = new ArrayList<>();
      for (List<String> row : rows) {
        boolean matches = true;
        for (int i = 0; i < columns.size() - 1; i++) {
          matches &= row.get(i).equals("*") || row.get(i).equals(asked.value(columns.get(i)));
        }
        if (matches) {
          verdicts.add(row.getLast());
        }
      }
      assertEquals(1, verdicts.size(), () -> "rows for " + asked);
      return verdicts.getFirst().equals("yes");
    }
  }

  private record Case(
      AccessKind access,
      boolean user,
      boolean present,
      boolean userPage,
      boolean writable,
      boolean noExecute,
      boolean pke,
      boolean wp,
      boolean ad,
      boolean wd,
      FetchPolicy policy) {

    String value(String column) {
      return switch (column) {
        case "access" -> access.name().toLowerCase(Locale.ROOT);
        case "mode" -> user ? "user" : "supervisor";
        case "page" -> userPage ? "user" : "supervisor";
        case "R/W" -> bit(writable);
        case "XD" -> bit(noExecute);
        case "PKE" -> bit(pke);
        case "WP" -> bit(wp);
        case "AD" -> bit(ad);
        case "WD" -> bit(wd);
        case "policy" -> policy.option();
        default -> throw new IllegalArgumentException(column);
      };
    }

    private static String bit(boolean set) {
      return set ? "1" : "0";
    }

    /** SDM vol. 3A 4.7: what each bit of the error code says; -1 for no fault. */
    int expected() {
      boolean keyAllows = KEY_RIGHTS.verdict(this);
      if (present && keyAllows && PAGE_PROTECTION.verdict(this)) {
        return -1;
      }
      boolean keyApplies = present && (userPage || !user);
      return (present ? 0x01 : 0)
          + (access == AccessKind.WRITE ? 0x02 : 0)
          + (user ? 0x04 : 0)
          + (access == AccessKind.FETCH ? 0x10 : 0)
          + (keyApplies && !keyAllows ? 0x20 : 0);
    }

    long pte(int key) {
      return (present ? 1L : 0)
          | (writable ? 1L << 1 : 0)
          | (userPage ? 1L << 2 : 0)
          | (noExecute ? 1L << 63 : 0)
          | (long) key << 59
          | 0x5000;
    }

    int pkru(int key, int others) {
      return others & ~(3 << 2 * key) | ((ad ? 1 : 0) | (wd ? 2 : 0)) << 2 * key;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCaseIsAsTheTablesSay(FetchPolicy policy) {
    int cases = 0;
    for (AccessKind access : AccessKind.values()) {
      for (int bits = 0; bits < 1 << 9; bits++) {
        Case asked = unpack(access, bits, policy);
        int expected = asked.expected();
        AccessCheck check = new AccessCheck(policy, asked.pke(), asked.wp());
        for (int key = 0; key < 16; key++) {
          for (int others : new int[] {0, -1}) {
            int pkru = asked.pkru(key, others);
            long pte = asked.pte(key);
            assertEquals(
                expected, check.check(pte, pkru, access, asked.user()), () -> asked.toString());
            assertEquals(
                expected == -1,
                (check.allowed(pte, pkru, asked.user()) & AccessRights.of(access)) != 0,
                () -> asked.toString());
            cases++;
          }
        }
      }
    }
    assertEquals(3 * 512 * 16 * 2, cases);
  }

  private static Case unpack(AccessKind access, int bits, FetchPolicy policy) {
    return new Case(
        access,
        (bits & 1) != 0,
        (bits & 2) != 0,
        (bits & 4) != 0,
        (bits & 8) != 0,
        (bits & 16) != 0,
        (bits & 32) != 0,
        (bits & 64) != 0,
        (bits & 128) != 0,
        (bits & 256) != 0,
        policy);
  }
}
