package dev.cubicle.emulator.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.mpk.PageTableEntry;
import dev.cubicle.mpk.Pkru;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GuestMemoryTest {
  private static final long PAGE = 4096;
  private static final long BASE = 0x1000_0000;
  private static final long KEYED = BASE + 2 * PAGE;
  private static final long READ_ONLY = BASE + 3 * PAGE;
  private static final long HOLE = BASE + 4 * PAGE;

  private final PhysicalMemory physical = new PhysicalMemory(1 << 20);
  private final AccessCheck check = new AccessCheck(FetchPolicy.NONE, true, true);
  private final AddressSpace space = new AddressSpace(physical, check);
  private int pkru;
  private final GuestMemory memory = new GuestMemory(space, physical, check, () -> pkru);

  /** Two plain pages, one with key 4, one that is read-only, then nothing. */
  @BeforeEach
  void map() {
    space.map(BASE, KEYED, MappingAttributes.anonymous(3));
    space.map(KEYED, READ_ONLY, MappingAttributes.anonymous(3).withProtection(3, 4));
    space.map(READ_ONLY, HOLE, MappingAttributes.anonymous(1));
  }

  @AfterEach
  void close() {
    physical.close();
  }

  private static void assertBad(long address, Executable access) {
    assertEquals(address, assertThrows(BadAddressException.class, access).address());
  }

  @Test
  void valuesAreLittleEndianWhereverTheyLie() {
    for (long address : new long[] {BASE, BASE + 1, BASE + PAGE - 3, BASE + PAGE - 1}) {
      memory.writeLong(address, 0x0123_4567_89ab_cdefL);
      assertEquals(0x0123_4567_89ab_cdefL, memory.readLong(address));
      assertEquals(0x89ab_cdef, memory.readInt(address));
      assertEquals((short) 0xcdef, memory.readShort(address));
      assertEquals((byte) 0xef, memory.readByte(address));
      memory.writeInt(address, -2);
      assertEquals(0x0123_4567_ffff_fffeL, memory.readLong(address));
      memory.writeShort(address, (short) 0x1122);
      memory.writeByte(address + 1, (byte) 0x33);
      assertEquals(0x0123_4567_ffff_3322L, memory.readLong(address));
    }
  }

  @Test
  void aClosedKeyIsABadAddress() {
    memory.writeByte(KEYED, (byte) 1);
    pkru = Pkru.withRights(0, 4, Pkru.WRITE_DISABLE);
    assertEquals(1, memory.readByte(KEYED));
    assertBad(KEYED, () -> memory.writeByte(KEYED, (byte) 2));
    pkru = Pkru.withRights(0, 4, Pkru.ACCESS_DISABLE);
    assertBad(KEYED, () -> memory.readByte(KEYED));
    assertBad(KEYED, () -> memory.readLong(KEYED - 4));
    assertBad(KEYED + 5, () -> memory.readString(KEYED + 5, 10));
    pkru = 0;
    assertEquals(1, memory.readByte(KEYED), "the refused store left no trace");
  }

  @Test
  void copiesDoWhatComesBeforeTheFirstBadPage() {
    byte[] source = new byte[(int) (2 * PAGE)];
    java.util.Arrays.fill(source, (byte) 7);
    assertBad(READ_ONLY, () -> memory.write(READ_ONLY - 10, source));
    assertArrayEquals(
        new byte[] {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0}, memory.read(READ_ONLY - 10, 11));
    byte[] target = new byte[20];
    assertBad(HOLE, () -> memory.read(HOLE - 5, target, 10, 10));
    assertBad(READ_ONLY, () -> memory.clear(READ_ONLY - 3, 4));
    assertArrayEquals(
        new byte[] {7, 7, 7, 7, 7, 7, 7, 0, 0, 0, 0}, memory.read(READ_ONLY - 10, 11));
  }

  @Test
  void wildAddressesAreBad() {
    for (long address : new long[] {0, HOLE, AddressSpace.LIMIT, 1L << 47, 1L << 62, -1, -PAGE}) {
      assertBad(address, () -> memory.readByte(address));
      assertBad(address, () -> memory.write(address, new byte[3]));
      assertEquals(0, memory.readable(address, 100));
    }
    assertBad(HOLE, () -> memory.readLong(HOLE - 1));
  }

  @Test
  void stringsEndAtNulOrAtTheLimit() {
    byte[] text = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    memory.write(BASE + PAGE - 2, text);
    assertEquals("caf\u00e9", memory.readString(BASE + PAGE - 2, 5));
    assertNull(memory.readString(BASE + PAGE - 2, 4));
    memory.write(BASE, new byte[0]);
    byte[] long1000 = new byte[1000];
    java.util.Arrays.fill(long1000, (byte) 'x');
    memory.write(BASE, long1000);
    assertEquals("x".repeat(1000), memory.readString(BASE, 4096));
    memory.write(HOLE - PAGE - 3, new byte[] {'a', 'b', 'c'});
    assertEquals("abc", memory.readString(HOLE - PAGE - 3, 4096));
  }

  @Test
  void aStringThatRunsIntoAHoleIsBad() {
    BytesFile file = new BytesFile("/x", "y".repeat(4096).getBytes(StandardCharsets.US_ASCII));
    space.map(HOLE, HOLE + PAGE, MappingAttributes.privateFile(1, file, HOLE, 0));
    assertBad(HOLE + PAGE, () -> memory.readString(HOLE + PAGE - 3, 4096));
  }

  @Test
  void extentsStopAtTheFirstPageThatRefuses() {
    assertEquals(HOLE - BASE, memory.readable(BASE, Long.MAX_VALUE));
    assertEquals(READ_ONLY - BASE - 1, memory.writable(BASE + 1, 1 << 20));
    assertEquals(5, memory.readable(BASE, 5));
    assertEquals(0, memory.readable(BASE, 0));
    pkru = Pkru.withRights(0, 4, Pkru.ACCESS_DISABLE);
    assertEquals(KEYED - BASE, memory.readable(BASE, 1 << 20));
    assertEquals(0, physical.framesInUse(), "asking pages nothing in");
  }

  @Test
  void extentsStopBehindTheEndOfAFile() {
    BytesFile file = BytesFile.numberedPages(5000);
    space.map(HOLE, HOLE + 4 * PAGE, MappingAttributes.privateFile(1, file, HOLE, 0));
    assertEquals(2 * PAGE, memory.readable(HOLE, 4 * PAGE));
    assertEquals(0, memory.readable(HOLE + 2 * PAGE, PAGE));
    assertBad(HOLE + 2 * PAGE, () -> memory.read(HOLE, new byte[3 * 4096], 0, 3 * 4096));
  }

  @Test
  void exhaustedMemoryIsABadAddress() {
    space.map(HOLE, HOLE + (4 << 20), MappingAttributes.anonymous(3));
    assertThrows(BadAddressException.class, () -> memory.clear(HOLE, 4 << 20));
  }

  @Test
  void storesToTranslatedFramesAreTold() {
    List<Long> changed = new ArrayList<>();
    space.observe(
        new TranslationObserver() {
          @Override
          public void translationRevoked(long virtualPage, long before, long after) {}

          @Override
          public void codeChanged(long frameAddress) {
            changed.add(frameAddress);
          }
        });
    memory.writeByte(BASE, (byte) 1);
    long frame = PageTableEntry.frameAddress(space.entry(BASE));
    physical.setExecuted(frame, true);
    List<Executable> stores =
        List.of(
            () -> memory.writeByte(BASE + 1, (byte) 1),
            () -> memory.writeShort(BASE + 1, (short) 1),
            () -> memory.writeInt(BASE + 1, 1),
            () -> memory.writeLong(BASE + 1, 1),
            () -> memory.write(BASE + 1, new byte[1]),
            () -> memory.clear(BASE + 1, 1));
    for (Executable store : stores) {
      changed.clear();
      try {
        store.execute();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      assertEquals(List.of(frame), changed);
    }
    changed.clear();
    memory.readLong(BASE);
    memory.writeLong(BASE + PAGE, 1);
    assertEquals(List.of(), changed);
  }

  @Test
  void privilegedAccessIgnoresProtectionAndStopsAtHoles() {
    PrivilegedMemory privileged = new PrivilegedMemory(space);
    pkru = -1;
    assertEquals(4, privileged.poke(READ_ONLY - 2, new byte[] {1, 2, 3, 4}));
    assertArrayEquals(new byte[] {1, 2, 3, 4}, privileged.peek(READ_ONLY - 2, 4));
    assertEquals(10, privileged.peek(HOLE - 10, 100_000).length);
    assertEquals(1, privileged.poke(HOLE - 1, new byte[10]));
    assertEquals(0, privileged.peek(HOLE, 10).length);
  }
}
