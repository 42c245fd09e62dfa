package dev.cubicle.mpk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRightsTest {

  @Test
  void everyKindOfAccessHasItsOwnBit() {
    assertEquals(AccessRights.READ, AccessRights.of(AccessKind.READ));
    assertEquals(AccessRights.WRITE, AccessRights.of(AccessKind.WRITE));
    assertEquals(AccessRights.FETCH, AccessRights.of(AccessKind.FETCH));
    assertEquals(7, AccessRights.READ | AccessRights.WRITE | AccessRights.FETCH);
  }

  @ParameterizedTest
  @CsvSource({"0, ---", "1, r--", "2, -w-", "3, rw-", "4, --x", "5, r-x", "6, -wx", "7, rwx"})
  void describesAMaskInThreeCharacters(int rights, String text) {
    assertEquals(text, AccessRights.describe(rights));
  }
}
