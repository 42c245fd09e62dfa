package dev.cubicle.emulator.linux.memory;

import static dev.cubicle.emulator.linux.memory.Calls.MMAP;
import static dev.cubicle.emulator.linux.memory.Calls.MPROTECT;
import static dev.cubicle.emulator.linux.memory.Calls.PKEY_ALLOC;
import static dev.cubicle.emulator.linux.memory.Calls.PKEY_FREE;
import static dev.cubicle.emulator.linux.memory.Calls.PKEY_MPROTECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.Resolution;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.Pkru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProtectionKeyCallsTest {
  private static final long PAGE = 4096;
  private static final long BASE = 0x1000_0000;
  private static final int R = 1;
  private static final int RW = 3;
  private static final int X = 4;
  private static final int PRIVATE_ANON_FIXED = 0x32;

  private final Calls process = new Calls();

  @BeforeEach
  void map() {
    process.call(MMAP, BASE, 2 * PAGE, RW, PRIVATE_ANON_FIXED, -1, 0);
  }

  @AfterEach
  void close() {
    process.close();
  }

  private static void assertFails(Errno errno, long result) {
    assertEquals(-errno.number(), result, errno::name);
  }

  private int keyAt(long address) {
    return process.space.find(address).orElseThrow().key();
  }

  @Test
  void fifteenKeysAndTheirRights() {
    for (int key = 1; key < 16; key++) {
      int rights = key % 3;
      assertEquals(key, process.call(PKEY_ALLOC, 0, rights));
      assertEquals(rights, Pkru.rights(process.pkru, key));
    }
    assertEquals(0, Pkru.rights(process.pkru, 0));
    int before = process.pkru;
    assertFails(Errno.ENOSPC, process.call(PKEY_ALLOC, 0, 0));
    assertEquals(0, process.call(PKEY_FREE, 9));
    assertEquals(before, process.pkru, "freeing leaves PKRU alone");
    assertEquals(9, process.call(PKEY_ALLOC, 0, 1));
  }

  @Test
  void badArgumentsAreRefused() {
    assertFails(Errno.EINVAL, process.call(PKEY_ALLOC, 1, 0));
    assertFails(Errno.EINVAL, process.call(PKEY_ALLOC, 0, 4));
    assertFails(Errno.EINVAL, process.call(PKEY_ALLOC, 0, -1));
    assertFails(Errno.EINVAL, process.call(PKEY_FREE, 1));
    assertFails(Errno.EINVAL, process.call(PKEY_FREE, 16));
    assertFails(Errno.EINVAL, process.call(PKEY_FREE, -1));
    for (long key : new long[] {1, 15, 16, 64, -2, Integer.MIN_VALUE}) {
      assertFails(Errno.EINVAL, process.call(PKEY_MPROTECT, BASE, PAGE, RW, key));
    }
    assertEquals(Pkru.LINUX_INITIAL, process.pkru);
  }

  @Test
  void aKeyIsOnThePagesAndClosesThem() {
    process.memory.writeLong(BASE, 11);
    assertEquals(1, process.call(PKEY_ALLOC, 0, 0));
    assertEquals(0, process.call(PKEY_MPROTECT, BASE, PAGE, RW, 1));
    assertEquals(11, process.memory.readLong(BASE));
    process.pkru = Pkru.withRights(process.pkru, 1, Pkru.ACCESS_DISABLE);
    assertThrows(BadAddressException.class, () -> process.memory.readLong(BASE));
    assertEquals(0, process.memory.readLong(BASE + PAGE));
    assertEquals(0, process.call(MPROTECT, BASE, PAGE, R));
    assertEquals(1, keyAt(BASE), "mprotect keeps the key");
    assertEquals(0, process.call(PKEY_MPROTECT, BASE, PAGE, RW, -1));
    assertEquals(1, keyAt(BASE), "and so does key -1");
    assertEquals(0, process.call(PKEY_FREE, 1));
    assertEquals(1, keyAt(BASE), "and freeing");
    assertEquals(0, process.call(PKEY_MPROTECT, BASE, PAGE, RW, 0));
    assertEquals(11, process.memory.readLong(BASE));
  }

  @Test
  void executeOnlyMemoryHasAKeyOfItsOwn() {
    process.memory.writeLong(BASE, 11);
    process.pkru = 0;
    assertEquals(0, process.call(MPROTECT, BASE, PAGE, X));
    assertEquals(1, keyAt(BASE));
    assertEquals(Pkru.ACCESS_DISABLE, Pkru.rights(process.pkru, 1));
    assertEquals(
        Resolution.SEGV_PKUERR, process.space.resolve(BASE, AccessKind.READ, process.pkru));
    assertEquals(Resolution.PAGED_IN, process.space.resolve(BASE, AccessKind.FETCH, process.pkru));
    assertFails(Errno.EINVAL, process.call(PKEY_MPROTECT, BASE, PAGE, RW, 1));
    assertFails(Errno.EINVAL, process.call(PKEY_FREE, 1));
    assertEquals(2, process.call(PKEY_ALLOC, 0, 0));
    assertEquals(0, process.call(MPROTECT, BASE, PAGE, R));
    assertEquals(0, keyAt(BASE), "no longer execute-only");
    assertEquals(11, process.memory.readLong(BASE));
  }

  @Test
  void executeOnlyMmapTakesTheSameKey() {
    long code = process.call(MMAP, 0, PAGE, X, 0x22, -1, 0);
    assertEquals(1, keyAt(code));
    assertEquals(0, process.call(MPROTECT, BASE, PAGE, X));
    assertEquals(1, keyAt(BASE));
  }

  @Test
  void aChosenKeyIsKeptWhenMemoryStopsBeingExecuteOnly() {
    assertEquals(1, process.call(PKEY_ALLOC, 0, 0));
    assertEquals(0, process.call(PKEY_MPROTECT, BASE, PAGE, X, 1));
    assertEquals(1, keyAt(BASE), "a chosen key is not overridden");
    assertEquals(0, process.call(MPROTECT, BASE, PAGE, RW));
    assertEquals(1, keyAt(BASE));
  }

  @Test
  void withoutAKeyLeftExecuteOnlyMemoryIsReadable() {
    for (int key = 1; key < 16; key++) {
      process.call(PKEY_ALLOC, 0, 0);
    }
    assertEquals(0, process.call(MPROTECT, BASE, PAGE, X));
    assertEquals(0, keyAt(BASE));
    assertEquals(0, process.memory.readLong(BASE));
  }

  @Test
  void withoutProtectionKeysTheCallsRefuse() {
    try (Calls plain = new Calls(false)) {
      plain.call(MMAP, BASE, PAGE, RW, PRIVATE_ANON_FIXED, -1, 0);
      assertFails(Errno.EINVAL, plain.call(PKEY_ALLOC, 0, 0));
      assertFails(Errno.EINVAL, plain.call(PKEY_MPROTECT, BASE, PAGE, R, 0));
      assertEquals(0, plain.call(PKEY_MPROTECT, BASE, PAGE, R, -1));
      assertEquals(0, plain.call(MPROTECT, BASE, PAGE, X));
      assertEquals(0, plain.memory.readLong(BASE));
    }
  }
}
