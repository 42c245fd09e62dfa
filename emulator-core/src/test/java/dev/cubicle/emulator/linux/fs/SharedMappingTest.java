package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.GuestMemory;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.mpk.Pkru;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files and their shared mappings are one: what system calls do to either shows in the other. */
final class SharedMappingTest {

  private static final long BASE = 0x7000_0000L;
  private static final long PAGE = 4096;

  private static final int PREAD = 17;
  private static final int PWRITE = 18;
  private static final int SENDFILE = 40;
  private static final int TRUNCATE = 76;
  private static final int FTRUNCATE = 77;
  private static final int FALLOCATE = 285;
  private static final int COPY_FILE_RANGE = 326;

  private final FileHarness guest = new FileHarness();
  private final PhysicalMemory physical = new PhysicalMemory(1 << 20);
  private final AccessCheck check = new AccessCheck(FetchPolicy.NONE, true, true);
  private final AddressSpace space = new AddressSpace(physical, check);
  private final GuestMemory memory =
      new GuestMemory(space, physical, check, () -> Pkru.LINUX_INITIAL);

  private long file;

  @BeforeEach
  void mapAFile() throws LinuxError {
    guest.put("/tmp/f", "0123456789");
    file = guest.open("/tmp/f", 2, 0);
    map();
  }

  private void map() throws LinuxError {
    final var backing = guest.files.table().backing((int) file, true, true);
    space.map(
        BASE,
        BASE + 2 * PAGE,
        MappingAttributes.sharedFile(Protection.READ | Protection.WRITE, true, backing, BASE, 0));
  }

  @AfterEach
  void close() {
    physical.close();
  }

  private void store(long at, String text) {
    memory.write(BASE + at, text.getBytes(StandardCharsets.US_ASCII));
  }

  private String load(long at, int length) {
    final byte[] bytes = new byte[length];
    memory.read(BASE + at, bytes, 0, length);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void readsSeeStores() {
    store(2, "ab");
    assertEquals("01ab456789", guest.read(file, 100));
    assertEquals(4, guest.call(PREAD, file, guest.buffer(), 4, 3));
    assertEquals("b456", guest.string(guest.buffer(), 4));
    assertEquals("01ab456789", guest.get("/tmp/f"), "through another descriptor");
    store(9, "xyz");
    assertEquals("01ab45678x", guest.get("/tmp/f"), "the file does not grow");
  }

  @Test
  void storesSeeWrites() {
    assertEquals("0123", load(0, 4));
    guest.memory.write(guest.buffer(), new byte[] {'p', 'q'});
    assertEquals(2, guest.call(PWRITE, file, guest.buffer(), 2, 1));
    assertEquals("0pq3", load(0, 4));
    store(0, "z");
    final long other = guest.open("/tmp/f", 2, 0);
    assertEquals(3, guest.write(other, "rst"));
    assertEquals("rst3456789\0", load(0, 11));
    assertEquals("rst3456789", guest.get("/tmp/f"));
  }

  @Test
  void copiesInTheKernelSeeStoresAndAreSeen() {
    store(0, "ab");
    assertEquals(10, guest.call(SENDFILE, 1, file, 0, 100));
    assertEquals("ab23456789", guest.output.toString(StandardCharsets.US_ASCII));
    guest.put("/tmp/g", "GHI");
    final long source = guest.open("/tmp/g", 0, 0);
    guest.memory.writeLong(guest.buffer(), 4);
    assertEquals(3, guest.call(COPY_FILE_RANGE, source, 0, file, guest.buffer(), 3, 0));
    assertEquals("ab23GHI789", load(0, 10));
  }

  @Test
  void whatIsCutOffIsGone() {
    store(8, "XY");
    assertEquals(0, guest.call(FTRUNCATE, file, 9));
    assertEquals("7X\0", load(7, 3));
    assertEquals(0, guest.call(TRUNCATE, guest.text("/tmp/f"), 20));
    assertEquals("01234567X\0\0", guest.read(file, 11));
    assertEquals(0, guest.call(FALLOCATE, file, 3, 2, 3));
    assertEquals("01\0\0\000567X", load(0, 9));
    guest.call(3, guest.open("/tmp/f", 0x201, 0));
    assertEquals(0, memory.readable(BASE, 1), "O_TRUNC leaves no page");
    assertEquals(2, guest.call(PWRITE, file, guest.text("ok"), 2, 0));
    assertEquals("ok\0", load(0, 3));
  }

  @Test
  void storesReachTheFileWhenItIsMappedNoMore() throws LinuxError {
    store(0, "ab");
    space.unmap(BASE, BASE + 2 * PAGE);
    assertEquals("ab23456789", guest.get("/tmp/f"));
    assertEquals(1, guest.call(PWRITE, file, guest.text("c"), 1, 0));
    map();
    assertEquals("cb23", load(0, 4));
  }
}
