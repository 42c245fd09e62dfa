package dev.cubicle.mpk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyAllocatorTest {

  private final KeyAllocator keys = new KeyAllocator();

  @Test
  void key0IsAllocatedFromTheStartAndNoOther() {
    assertTrue(keys.isAllocated(0));
    for (int key = 1; key < Pkru.KEYS; key++) {
      assertFalse(keys.isAllocated(key), "key " + key);
    }
  }

  @Test
  void fifteenKeysAreHandedOutLowestFirstAndThenNone() {
    for (int key = 1; key < Pkru.KEYS; key++) {
      assertEquals(key, keys.allocate());
    }
    assertEquals(KeyAllocator.NONE_LEFT, keys.allocate());
  }

  @Test
  void theLowestFreedKeyIsHandedOutAgainFirst() {
    IntStream.rangeClosed(1, 5).forEach(key -> keys.allocate());
    assertTrue(keys.free(4));
    assertTrue(keys.free(2));
    assertEquals(2, keys.allocate());
    assertEquals(4, keys.allocate());
    assertEquals(6, keys.allocate());
  }

  @Test
  void aKeyIsFreedOnce() {
    int key = keys.allocate();
    assertTrue(keys.free(key));
    assertFalse(keys.free(key));
    assertFalse(keys.isAllocated(key));
  }

  @Test
  void key0CanBeFreedAndComesBackFirst() {
    assertTrue(keys.free(0));
    assertFalse(keys.isAllocated(0));
    assertEquals(0, keys.allocate());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 16, 32, 33, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void numbersThatAreNoKeysAreNeitherAllocatedNorFreed(int key) {
    assertFalse(keys.isAllocated(key));
    assertFalse(keys.free(key));
  }

  @Test
  void theExecuteOnlyKeyIsTakenOnceAndKept() {
    assertEquals(1, keys.executeOnlyKey());
    assertEquals(1, keys.executeOnlyKey());
    assertEquals(2, keys.allocate());
  }

  @Test
  void theExecuteOnlyKeyIsNotTheUsersToNameOrFree() {
    int key = keys.executeOnlyKey();
    assertFalse(keys.isAllocated(key));
    assertFalse(keys.free(key));
    assertEquals(key, keys.executeOnlyKey());
  }

  @Test
  void withNoKeyLeftThereIsNoExecuteOnlyKeyUntilOneIsFreed() {
    while (keys.allocate() != KeyAllocator.NONE_LEFT) {}
    assertEquals(KeyAllocator.NONE_LEFT, keys.executeOnlyKey());
    assertTrue(keys.free(7));
    assertEquals(7, keys.executeOnlyKey());
    assertEquals(KeyAllocator.NONE_LEFT, keys.allocate());
  }

  @Test
  void aCopyInheritsAllAndGoesItsOwnWay() {
    int own = keys.allocate();
    int executeOnly = keys.executeOnlyKey();
    KeyAllocator child = new KeyAllocator(keys);
    assertTrue(child.isAllocated(own));
    assertEquals(executeOnly, child.executeOnlyKey());
    assertTrue(child.free(own));
    assertTrue(keys.isAllocated(own));
  }

  /** Any sequence of calls, against a set of the free keys. */
  @Property
  void behavesAsASetOfFreeKeys(
      @ForAll @Size(max = 60) List<@IntRange(min = -2, max = 20) Integer> calls) {
    KeyAllocator allocator = new KeyAllocator();
    TreeSet<Integer> free = new TreeSet<>(IntStream.range(1, 16).boxed().toList());
    int executeOnly = -1;
    for (int call : calls) {
      if (call == 20) { // the execute-only key, now and then
        if (executeOnly < 0 && !free.isEmpty()) {
          executeOnly = free.pollFirst();
        }
        assertEquals(executeOnly, allocator.executeOnlyKey());
      } else if (call >= 17) { // allocate as often as it takes to run out
        assertEquals(free.isEmpty() ? -1 : free.pollFirst(), allocator.allocate());
      } else {
        boolean freeable = call >= 0 && call < 16 && !free.contains(call) && call != executeOnly;
        assertEquals(freeable, allocator.isAllocated(call));
        if (call % 2 == 0) {
          assertEquals(freeable, allocator.free(call));
          if (freeable) {
            free.add(call);
          }
        }
      }
    }
  }
}
