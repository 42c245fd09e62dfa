package dev.cubicle.mpk;

import static dev.cubicle.mpk.Pkru.ACCESS_DISABLE;
import static dev.cubicle.mpk.Pkru.WRITE_DISABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PkruTest {

  @Test
  void bitsOfAKeyAreAccessDisableThenWriteDisable() {
    int pkru = 0b10_01_00; // key 1: AD; key 2: WD
    assertFalse(Pkru.accessDisabled(pkru, 0));
    assertFalse(Pkru.writeDisabled(pkru, 0));
    assertTrue(Pkru.accessDisabled(pkru, 1));
    assertFalse(Pkru.writeDisabled(pkru, 1));
    assertFalse(Pkru.accessDisabled(pkru, 2));
    assertTrue(Pkru.writeDisabled(pkru, 2));
  }

  @Test
  void key15HasTheTopBits() {
    assertEquals(WRITE_DISABLE, Pkru.rights(0x8000_0000, 15));
    assertEquals(ACCESS_DISABLE, Pkru.rights(0x4000_0000, 15));
    assertEquals(0xc000_0000, Pkru.withRights(0, 15, ACCESS_DISABLE | WRITE_DISABLE));
  }

  @Test
  void linuxStartsWithKey0OpenAndTheRestAccessDisabled() {
    assertEquals(0, Pkru.rights(Pkru.LINUX_INITIAL, 0));
    for (int key = 1; key < Pkru.KEYS; key++) {
      assertEquals(ACCESS_DISABLE, Pkru.rights(Pkru.LINUX_INITIAL, key), "key " + key);
    }
  }

  @Property
  void withRightsChangesOneKeyAlone(
      @ForAll int pkru,
      @ForAll @IntRange(max = 15) int key,
      @ForAll @IntRange(max = 3) int rights) {
    int changed = Pkru.withRights(pkru, key, rights);
    for (int other = 0; other < Pkru.KEYS; other++) {
      assertEquals(other == key ? rights : Pkru.rights(pkru, other), Pkru.rights(changed, other));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 16, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void keysOtherThan0To15AreRefused(int key) {
    assertThrows(IndexOutOfBoundsException.class, () -> Pkru.accessDisabled(0, key));
    assertThrows(IndexOutOfBoundsException.class, () -> Pkru.writeDisabled(0, key));
    assertThrows(IndexOutOfBoundsException.class, () -> Pkru.rights(0, key));
    assertThrows(IndexOutOfBoundsException.class, () -> Pkru.withRights(0, key, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4, 7})
  void rightsOtherThanTheTwoBitsAreRefused(int rights) {
    assertThrows(IllegalArgumentException.class, () -> Pkru.withRights(0, 1, rights));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00000000 | all keys open
          55555555 | all keys closed
          ffffffff | all keys closed
          aaaaaaaa | all keys read-only
          55555554 | key 0 open; the rest closed
          55555914 | keys 0, 3 open; key 5 read-only; the rest closed
          0000000c | key 1 closed; the rest open
          00000008 | key 1 read-only; the rest open
          aaaaaaa9 | key 0 closed; the rest read-only
          55550000 | keys 0, 1, 2, 3, 4, 5, 6, 7 open; the rest closed
          """)
  void describesAValueInWords(String pkru, String words) {
    assertEquals(words, Pkru.describe(Integer.parseUnsignedInt(pkru, 16)));
  }
}
