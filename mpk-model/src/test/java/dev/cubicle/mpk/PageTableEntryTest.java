package dev.cubicle.mpk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTableEntryTest {

  private static final long[] SOFTWARE = {
    PageTableEntry.SOFTWARE_0, PageTableEntry.SOFTWARE_1, PageTableEntry.SOFTWARE_2,
    PageTableEntry.SOFTWARE_3, PageTableEntry.SOFTWARE_4, PageTableEntry.SOFTWARE_5,
    PageTableEntry.SOFTWARE_6, PageTableEntry.SOFTWARE_7, PageTableEntry.SOFTWARE_8,
    PageTableEntry.SOFTWARE_9
  };

  @Test
  void anEntryWrittenOutByHand() {
    // NX, key 10, frame 0x12345000, user and present but not writable.
    long pte =
        PageTableEntry.make(
            0x1234_5000,
            PageTableEntry.PRESENT | PageTableEntry.USER | PageTableEntry.NO_EXECUTE,
            10);
    assertEquals(0xd000_0000_1234_5005L, pte);
    assertTrue(PageTableEntry.present(pte));
    assertTrue(PageTableEntry.user(pte));
    assertFalse(PageTableEntry.writable(pte));
    assertFalse(PageTableEntry.executable(pte));
    assertEquals(10, PageTableEntry.key(pte));
    assertEquals(0x1234_5000, PageTableEntry.frameAddress(pte));
  }

  @Test
  void noFlagsMeansNotPresentSupervisorReadOnlyExecutable() {
    assertFalse(PageTableEntry.present(0));
    assertFalse(PageTableEntry.user(0));
    assertFalse(PageTableEntry.writable(0));
    assertTrue(PageTableEntry.executable(0));
  }

  @Test
  void softwareBitsAreThoseThatHardwareIgnores() {
    long ignored = LongStream.of(9, 10, 11, 52, 53, 54, 55, 56, 57, 58).map(b -> 1L << b).sum();
    assertEquals(ignored, LongStream.of(SOFTWARE).reduce(0, (a, b) -> a | b));
    assertEquals(10, LongStream.of(SOFTWARE).distinct().count());
  }

  @Property
  void withKeyChangesTheKeyAlone(@ForAll long pte, @ForAll @IntRange(max = 15) int key) {
    long tagged = PageTableEntry.withKey(pte, key);
    assertEquals(key, PageTableEntry.key(tagged));
    assertEquals(pte & ~(0xfL << 59), tagged & ~(0xfL << 59));
  }

  @Property
  void frameAddressIsBits51To12(@ForAll long pte) {
    assertEquals(pte << 12 >>> 24 << 12, PageTableEntry.frameAddress(pte));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 16})
  void keysOtherThan0To15AreRefused(int key) {
    assertThrows(IndexOutOfBoundsException.class, () -> PageTableEntry.withKey(0, key));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 0xfff, 0x1001, 1L << 52, -4096})
  void frameAddressesOutsideTheirFieldAreRefused(long frameAddress) {
    assertThrows(IllegalArgumentException.class, () -> PageTableEntry.make(frameAddress, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0x1000, 1L << 51, 1L << 59, 1L << 62, -1})
  void flagsOutsideTheirFieldsAreRefused(long flags) {
    assertThrows(IllegalArgumentException.class, () -> PageTableEntry.make(0, flags));
  }
}
