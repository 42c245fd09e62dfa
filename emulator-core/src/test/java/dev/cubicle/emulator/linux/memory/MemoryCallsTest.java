package dev.cubicle.emulator.linux.memory;

import static dev.cubicle.emulator.linux.memory.Calls.BRK;
import static dev.cubicle.emulator.linux.memory.Calls.HEAP;
import static dev.cubicle.emulator.linux.memory.Calls.MADVISE;
import static dev.cubicle.emulator.linux.memory.Calls.MINCORE;
import static dev.cubicle.emulator.linux.memory.Calls.MLOCK;
import static dev.cubicle.emulator.linux.memory.Calls.MLOCK2;
import static dev.cubicle.emulator.linux.memory.Calls.MLOCKALL;
import static dev.cubicle.emulator.linux.memory.Calls.MMAP;
import static dev.cubicle.emulator.linux.memory.Calls.MPROTECT;
import static dev.cubicle.emulator.linux.memory.Calls.MREMAP;
import static dev.cubicle.emulator.linux.memory.Calls.MSYNC;
import static dev.cubicle.emulator.linux.memory.Calls.MUNMAP;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.BytesFile;
import dev.cubicle.emulator.memory.Mapping;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryCallsTest {
  private static final long PAGE = 4096;
  private static final long BASE = 0x1000_0000;
  private static final long TOP = AddressSpace.MMAP_BASE;
  private static final int NONE = 0;
  private static final int R = 1;
  private static final int RW = 3;
  private static final int SHARED = 1;
  private static final int PRIVATE = 2;
  private static final int FIXED = 0x10;
  private static final int ANON = 0x20;
  private static final int NORESERVE = 0x4000;
  private static final int POPULATE = 0x8000;
  private static final int NOREPLACE = 0x10_0000;
  private static final int GROWSDOWN = 0x100;
  private static final int LOW = 0x40;
  private static final int MAYMOVE = 1;
  private static final int MOVE_FIXED = 2;
  private static final int DONTUNMAP = 4;

  private final Calls process = new Calls();

  @AfterEach
  void close() {
    process.space.unmapAll();
    assertEquals(0, process.physical.framesInUse());
    process.close();
  }

  private long map(long address, long length, int protection, int flags) {
    return process.call(MMAP, address, length, protection, flags, -1, 0);
  }

  private void mapAt(long address, long pages, int protection) {
    assertEquals(address, map(address, pages * PAGE, protection, PRIVATE | ANON | FIXED));
  }

  private static void assertFails(Errno errno, long result) {
    assertEquals(-errno.number(), result, errno::name);
  }

  private int protectionAt(long address) {
    return process.space.find(address).map(Mapping::protection).orElse(-1);
  }

  // mmap.

  @Test
  void mmapPlacesAndRounds() {
    assertEquals(TOP - PAGE, map(0, 1, RW, PRIVATE | ANON));
    assertEquals(TOP - 3 * PAGE, map(0, PAGE + 1, RW, PRIVATE | ANON));
    assertEquals(BASE, map(BASE + 5, PAGE, RW, PRIVATE | ANON), "a hint is rounded down");
    assertEquals(TOP - 4 * PAGE, map(BASE, PAGE, RW, PRIVATE | ANON), "a taken hint is no order");
    assertEquals(0x4000_0000L, map(0, PAGE, RW, PRIVATE | ANON | LOW));
    process.memory.writeLong(BASE, 7);
    assertEquals(BASE, map(BASE, PAGE, RW, PRIVATE | ANON | FIXED));
    assertEquals(0, process.memory.readLong(BASE), "MAP_FIXED replaces");
  }

  @Test
  void mmapRefusesAsLinuxDoes() {
    assertFails(Errno.EINVAL, map(0, 0, RW, PRIVATE | ANON));
    assertFails(Errno.EINVAL, map(BASE + 1, PAGE, RW, PRIVATE | ANON | FIXED));
    assertFails(Errno.EINVAL, map(0, PAGE, RW, ANON));
    assertFails(Errno.EINVAL, map(0, PAGE, RW, 3 | ANON));
    assertFails(Errno.EINVAL, map(0, PAGE, RW, SHARED | ANON | GROWSDOWN));
    assertFails(Errno.EINVAL, process.call(MMAP, 0, PAGE, RW, PRIVATE | ANON, -1, 1));
    assertFails(Errno.EBADF, process.call(MMAP, 0, PAGE, RW, PRIVATE, 42, 0));
    assertFails(Errno.EPERM, map(0, PAGE, RW, PRIVATE | ANON | FIXED));
    assertFails(Errno.EPERM, map(0xf000, PAGE, RW, PRIVATE | ANON | FIXED));
    assertFails(Errno.ENOMEM, map(0, -1, RW, PRIVATE | ANON));
    assertFails(Errno.ENOMEM, map(0, 1L << 47, NONE, PRIVATE | ANON));
    assertFails(Errno.ENOMEM, map(AddressSpace.LIMIT, PAGE, NONE, PRIVATE | ANON | FIXED));
    assertFails(Errno.ENOMEM, map(-PAGE, PAGE, NONE, PRIVATE | ANON | FIXED));
    mapAt(BASE, 1, RW);
    assertFails(Errno.EEXIST, map(BASE - PAGE, 2 * PAGE, RW, PRIVATE | ANON | NOREPLACE));
    assertEquals(BASE - PAGE, map(BASE - PAGE, PAGE, RW, PRIVATE | ANON | NOREPLACE));
  }

  @Test
  void mmapPromisesNoMoreThanThereIs() {
    long tera = 1L << 40;
    assertFails(Errno.ENOMEM, map(0, tera, RW, PRIVATE | ANON));
    assertFails(Errno.ENOMEM, map(0, tera, NONE, SHARED | ANON));
    long reserved = map(0, tera, NONE, PRIVATE | ANON);
    assertTrue(reserved > 0);
    assertFails(Errno.ENOMEM, process.call(MPROTECT, reserved, tera, RW));
    assertEquals(0, process.call(MPROTECT, reserved, 1 << 20, RW));
    assertTrue(map(0, tera, RW, PRIVATE | ANON | NORESERVE) > 0);
  }

  @Test
  void mmapOfFiles() {
    BytesFile file = BytesFile.numberedPages(3 * 4096);
    process.descriptors.put(3, new Calls.Open(file, true));
    process.descriptors.put(4, new Calls.Open(file, false));
    long shared = process.call(MMAP, 0, 2 * PAGE, RW, SHARED, 3, PAGE);
    assertEquals(2, process.memory.readByte(shared));
    process.memory.writeByte(shared, (byte) 50);
    assertEquals(0, process.call(MSYNC, shared, 2 * PAGE, 4));
    assertEquals(50, file.bytes[4096]);
    assertFails(Errno.EACCES, process.call(MMAP, 0, PAGE, RW, SHARED, 4, 0));
    long readable = process.call(MMAP, 0, PAGE, R, SHARED, 4, 0);
    assertFails(Errno.EACCES, process.call(MPROTECT, readable, PAGE, RW));
    long copy = process.call(MMAP, 0, PAGE, RW, PRIVATE, 4, 0);
    process.memory.writeByte(copy, (byte) 51);
    assertEquals(1, process.memory.readByte(readable));
    assertFails(Errno.EINVAL, process.call(MMAP, 0, PAGE, R, 0, 3, 0));
    assertFails(Errno.EOVERFLOW, process.call(MMAP, 0, PAGE, R, SHARED, 3, -PAGE));
    assertFails(Errno.EOPNOTSUPP, process.call(MMAP, 0, PAGE, R, 3 | 0x20_0000, 3, 0));
  }

  @Test
  void populateBringsPagesIn() {
    long start = map(0, 40 * PAGE, RW, PRIVATE | ANON | POPULATE);
    for (int i = 0; i < 40; i++) {
      assertTrue(process.space.resident(start + i * PAGE));
    }
  }

  // munmap and brk.

  @Test
  void munmapSplitsAndForgivesHoles() {
    mapAt(BASE, 3, RW);
    assertEquals(0, process.call(MUNMAP, BASE + PAGE, 1));
    assertEquals(RW, protectionAt(BASE));
    assertEquals(-1, protectionAt(BASE + PAGE));
    assertEquals(RW, protectionAt(BASE + 2 * PAGE));
    assertEquals(0, process.call(MUNMAP, BASE, 100 * PAGE));
    assertEquals(0, process.call(MUNMAP, BASE, PAGE), "nothing there is no error");
    assertFails(Errno.EINVAL, process.call(MUNMAP, BASE, 0));
    assertFails(Errno.EINVAL, process.call(MUNMAP, BASE + 1, PAGE));
    assertFails(Errno.EINVAL, process.call(MUNMAP, AddressSpace.LIMIT, PAGE));
    assertFails(Errno.EINVAL, process.call(MUNMAP, BASE, -1));
  }

  @Test
  void brkGrowsAndShrinksAndAnswersWhereItIs() {
    assertEquals(HEAP, process.call(BRK, 0));
    assertEquals(HEAP + 10, process.call(BRK, HEAP + 10));
    process.memory.writeByte(HEAP + 4095, (byte) 1);
    assertEquals("[heap]", process.space.find(HEAP).orElseThrow().name());
    assertEquals(HEAP + 3 * PAGE, process.call(BRK, HEAP + 3 * PAGE));
    assertEquals(1, process.memory.readByte(HEAP + 4095));
    assertEquals(HEAP + 1, process.call(BRK, HEAP + 1));
    assertEquals(-1, protectionAt(HEAP + PAGE));
    assertEquals(HEAP + 1, process.call(BRK, HEAP - 1), "below the start: unmoved");
    assertEquals(HEAP + 1, process.call(BRK, -1));
    assertEquals(HEAP + 1, process.call(BRK, HEAP + (1L << 40)), "more than there is");
    mapAt(HEAP + 4 * PAGE, 1, RW);
    assertEquals(HEAP + 1, process.call(BRK, HEAP + 4 * PAGE), "one page stays free");
    assertEquals(HEAP + 3 * PAGE, process.call(BRK, HEAP + 3 * PAGE));
    assertEquals(HEAP, process.call(BRK, HEAP));
    assertEquals(-1, protectionAt(HEAP));
  }

  // mprotect.

  @Test
  void mprotectChangesWhatComesBeforeAHole() {
    mapAt(BASE, 2, RW);
    mapAt(BASE + 3 * PAGE, 1, RW);
    assertFails(Errno.ENOMEM, process.call(MPROTECT, BASE, 4 * PAGE, R));
    assertEquals(R, protectionAt(BASE));
    assertEquals(R, protectionAt(BASE + PAGE));
    assertEquals(RW, protectionAt(BASE + 3 * PAGE));
    assertFails(Errno.ENOMEM, process.call(MPROTECT, BASE + 2 * PAGE, 2 * PAGE, R));
    assertEquals(RW, protectionAt(BASE + 3 * PAGE), "a hole at the start changes nothing");
  }

  @Test
  void mprotectRefusesAsLinuxDoes() {
    mapAt(BASE, 1, RW);
    assertFails(Errno.EINVAL, process.call(MPROTECT, BASE + 1, PAGE, R));
    assertFails(Errno.EINVAL, process.call(MPROTECT, BASE, PAGE, 0x10));
    assertFails(Errno.EINVAL, process.call(MPROTECT, BASE, PAGE, 0x0300_0000));
    assertFails(Errno.EINVAL, process.call(MPROTECT, BASE, PAGE, 0x0100_0000));
    assertFails(Errno.ENOMEM, process.call(MPROTECT, BASE, -1, R));
    assertFails(Errno.ENOMEM, process.call(MPROTECT, -PAGE, 2 * PAGE, R));
    assertFails(Errno.ENOMEM, process.call(MPROTECT, BASE + PAGE, PAGE, R));
    assertEquals(
        0, process.call(MPROTECT, BASE + PAGE, 0, 0x10), "an empty range is not looked at");
    assertEquals(0, process.call(MPROTECT, BASE, 1, R | 8), "PROT_SEM means nothing");
    assertEquals(R, protectionAt(BASE));
  }

  @Test
  void mprotectOfAStackReachesDown() {
    map(BASE, 4 * PAGE, RW, PRIVATE | ANON | FIXED | GROWSDOWN);
    assertEquals(0, process.call(MPROTECT, BASE + 3 * PAGE, PAGE, R | 0x0100_0000));
    assertEquals(R, protectionAt(BASE));
  }

  // mremap.

  @Test
  void mremapGrowsInPlaceOrMoves() {
    mapAt(BASE, 2, RW);
    process.memory.writeLong(BASE + PAGE, 99);
    assertEquals(BASE, process.call(MREMAP, BASE, 2 * PAGE, 3 * PAGE, 0));
    mapAt(BASE + 3 * PAGE, 1, R);
    assertFails(Errno.ENOMEM, process.call(MREMAP, BASE, 3 * PAGE, 5 * PAGE, 0));
    long moved = process.call(MREMAP, BASE, 3 * PAGE, 5 * PAGE, MAYMOVE);
    assertEquals(TOP - 5 * PAGE, moved);
    assertEquals(99, process.memory.readLong(moved + PAGE));
    assertEquals(RW, protectionAt(moved + 4 * PAGE));
    assertEquals(-1, protectionAt(BASE));
    assertEquals(moved, process.call(MREMAP, moved, 5 * PAGE, PAGE, 0));
    assertEquals(-1, protectionAt(moved + PAGE));
  }

  @Test
  void mremapMovesWhereItIsTold() {
    mapAt(BASE, 2, RW);
    process.memory.writeLong(BASE, 42);
    long target = BASE + 0x10_0000;
    mapAt(target, 1, R);
    assertEquals(
        target, process.call(MREMAP, BASE, 2 * PAGE, 2 * PAGE, MAYMOVE | MOVE_FIXED, target));
    assertEquals(42, process.memory.readLong(target));
    long back = process.call(MREMAP, target, 2 * PAGE, 2 * PAGE, MAYMOVE | DONTUNMAP, 0);
    assertEquals(42, process.memory.readLong(back));
    assertEquals(0, process.memory.readLong(target), "still mapped, and empty");
  }

  @Test
  void mremapOfNothingDuplicatesSharedMemory() {
    long shared = map(0, 2 * PAGE, RW, SHARED | ANON);
    process.memory.writeLong(shared + PAGE, 5);
    long twin = process.call(MREMAP, shared, 0, 2 * PAGE, MAYMOVE);
    assertTrue(twin > 0 && twin != shared);
    assertEquals(5, process.memory.readLong(twin + PAGE));
    process.memory.writeLong(twin, 6);
    assertEquals(6, process.memory.readLong(shared));
    mapAt(BASE, 1, RW);
    assertFails(Errno.EINVAL, process.call(MREMAP, BASE, 0, PAGE, MAYMOVE));
  }

  @Test
  void mremapRefusesAsLinuxDoes() {
    mapAt(BASE, 2, RW);
    assertFails(Errno.EINVAL, process.call(MREMAP, BASE, PAGE, PAGE, 8));
    assertFails(Errno.EINVAL, process.call(MREMAP, BASE, PAGE, PAGE, MOVE_FIXED, 0x2000_0000));
    assertFails(Errno.EINVAL, process.call(MREMAP, BASE, PAGE, 2 * PAGE, MAYMOVE | DONTUNMAP));
    assertFails(Errno.EINVAL, process.call(MREMAP, BASE + 1, PAGE, PAGE, 0));
    assertFails(Errno.EINVAL, process.call(MREMAP, BASE, PAGE, 0, 0));
    assertFails(Errno.EFAULT, process.call(MREMAP, BASE + 2 * PAGE, PAGE, PAGE, 0));
    assertFails(Errno.EFAULT, process.call(MREMAP, BASE, 3 * PAGE, 4 * PAGE, MAYMOVE));
    int fixed = MAYMOVE | MOVE_FIXED;
    assertFails(Errno.EINVAL, process.call(MREMAP, BASE, PAGE, PAGE, fixed, BASE + 1));
    assertFails(Errno.EINVAL, process.call(MREMAP, BASE, 2 * PAGE, 2 * PAGE, fixed, BASE + PAGE));
    assertFails(Errno.EINVAL, process.call(MREMAP, BASE, PAGE, PAGE, fixed, -PAGE));
    assertFails(Errno.EPERM, process.call(MREMAP, BASE, PAGE, PAGE, fixed, 0));
    assertFails(Errno.ENOMEM, process.call(MREMAP, BASE, PAGE, 1L << 40, MAYMOVE));
    long shared = map(0, PAGE, R, SHARED | ANON);
    for (long size : new long[] {-PAGE, Long.MIN_VALUE, AddressSpace.LIMIT, 1L << 62}) {
      assertFails(Errno.ENOMEM, process.call(MREMAP, shared, PAGE, size, 0));
      assertFails(Errno.ENOMEM, process.call(MREMAP, shared, PAGE, size, MAYMOVE));
    }
  }

  // madvise, msync, mincore, mlock.

  @Test
  void dontNeedZeroesEvenWhatAKeyCloses() {
    mapAt(BASE, 2, RW);
    process.memory.writeLong(BASE, 1);
    process.memory.writeLong(BASE + PAGE, 2);
    process.space.protect(BASE, BASE + PAGE, RW, 5);
    assertEquals(0, process.call(MADVISE, BASE, PAGE, 4));
    process.pkru = 0;
    assertEquals(0, process.memory.readLong(BASE));
    assertEquals(2, process.memory.readLong(BASE + PAGE));
  }

  @Test
  void adviceReachesBehindAHoleAndReportsIt() {
    mapAt(BASE, 1, RW);
    mapAt(BASE + 2 * PAGE, 1, RW);
    process.memory.writeLong(BASE + 2 * PAGE, 1);
    assertFails(Errno.ENOMEM, process.call(MADVISE, BASE, 3 * PAGE, 4));
    assertEquals(0, process.memory.readLong(BASE + 2 * PAGE));
    assertFails(Errno.EINVAL, process.call(MADVISE, BASE, PAGE, 5));
    assertFails(Errno.EINVAL, process.call(MADVISE, BASE + 1, PAGE, 4));
    assertFails(Errno.EINVAL, process.call(MADVISE, BASE, -1, 4));
    assertFails(Errno.EPERM, process.call(MADVISE, BASE, PAGE, 100));
    assertEquals(0, process.call(MADVISE, BASE, 0, 4));
    assertEquals(0, process.call(MADVISE, BASE, PAGE, 14));
    assertEquals(0, process.call(MADVISE, BASE, PAGE, 23));
    assertTrue(process.space.resident(BASE));
    process.call(MPROTECT, BASE, PAGE, R);
    assertFails(Errno.EINVAL, process.call(MADVISE, BASE, PAGE, 23));
  }

  @Test
  void mincoreTellsWhatIsThere() {
    mapAt(BASE, 64, RW);
    mapAt(BASE + 0x10_0000, 1, RW);
    process.memory.writeByte(BASE + 40 * PAGE, (byte) 1);
    long answer = BASE + 0x10_0000;
    assertEquals(0, process.call(MINCORE, BASE, 64 * PAGE - 1, answer));
    byte[] pages = process.memory.read(answer, 64);
    assertEquals(1, pages[40]);
    assertEquals(0, pages[0]);
    assertEquals(0, pages[63]);
    assertFails(Errno.EINVAL, process.call(MINCORE, BASE + 1, PAGE, answer));
    assertFails(Errno.ENOMEM, process.call(MINCORE, BASE, 65 * PAGE, answer));
    assertFails(Errno.ENOMEM, process.call(MINCORE, BASE, -1, answer));
    assertFails(Errno.EFAULT, process.call(MINCORE, BASE, PAGE, 16));
    assertFails(Errno.EFAULT, process.call(MINCORE, BASE, PAGE, -1));
  }

  @Test
  void msyncAndMlockLookAtTheirArguments() {
    mapAt(BASE, 2, RW);
    assertEquals(0, process.call(MSYNC, BASE, 2 * PAGE, 1));
    assertFails(Errno.EINVAL, process.call(MSYNC, BASE, PAGE, 5));
    assertFails(Errno.EINVAL, process.call(MSYNC, BASE, PAGE, 8));
    assertFails(Errno.EINVAL, process.call(MSYNC, BASE + 1, PAGE, 4));
    assertFails(Errno.ENOMEM, process.call(MSYNC, BASE, 3 * PAGE, 4));
    assertFails(Errno.ENOMEM, process.call(MSYNC, BASE, -1L << 63, 4));
    assertEquals(0, process.call(MLOCK, BASE + 1, PAGE));
    assertTrue(process.space.resident(BASE + PAGE), "both pages that the range touches");
    assertFails(Errno.ENOMEM, process.call(MLOCK, BASE, 3 * PAGE));
    assertFails(Errno.EINVAL, process.call(MLOCK2, BASE, PAGE, 2));
    assertEquals(0, process.call(MLOCK2, BASE, PAGE, 1));
    assertFails(Errno.EINVAL, process.call(MLOCKALL, 0));
    assertEquals(0, process.call(MLOCKALL, 3));
    assertEquals(0, process.call(Calls.MUNLOCK, BASE, PAGE));
    assertFalse(process.space.resident(BASE + 0x10_0000));
  }

  @Test
  void theNumberOfMappingsIsBounded() {
    mapAt(BASE, 140_000, NONE);
    long result = 0;
    int changed = 0;
    for (int page = 0; page < 140_000 && result == 0; page += 2) {
      result = process.call(MPROTECT, BASE + page * PAGE, PAGE, R);
      changed++;
    }
    assertFails(Errno.ENOMEM, result);
    assertTrue(changed > 32_000 && changed < 33_000, "changed " + changed);
    assertArrayEquals(new byte[1], process.memory.read(BASE, 1));
  }
}
