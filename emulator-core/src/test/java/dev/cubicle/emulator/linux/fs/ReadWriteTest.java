package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** read, write, lseek and their relatives, on files in memory and devices. */
final class ReadWriteTest {

  private static final int READ = 0;
  private static final int WRITE = 1;
  private static final int CLOSE = 3;
  private static final int FSTAT = 5;
  private static final int LSEEK = 8;
  private static final int PREAD = 17;
  private static final int PWRITE = 18;
  private static final int READV = 19;
  private static final int WRITEV = 20;

  private static final int RDONLY = 0;
  private static final int WRONLY = 1;
  private static final int RDWR = 2;
  private static final int CREAT = 0x40;
  private static final int APPEND = 0x400;

  private static final long EBADF = -9;
  private static final long EFAULT = -14;
  private static final long EINVAL = -22;
  private static final long ENOSPC = -28;
  private static final long ESPIPE = -29;
  private static final long EISDIR = -21;

  private final FileHarness guest = new FileHarness();

  @Test
  void whatIsWrittenIsRead() {
    assertEquals(0, guest.put("/tmp/a", "hello, world"));
    assertEquals("hello, world", guest.get("/tmp/a"));
  }

  @Test
  void aWriteToStandardOutputHasReachedTheHost() {
    assertEquals(3, guest.write(1, new byte[] {0, (byte) 0xff, 10}));
    assertEquals(List.of((byte) 0, (byte) 0xff, (byte) 10), bytes(guest.output.toByteArray()));
    guest.write(2, "oops");
    assertEquals("oops", guest.error.toString());
  }

  private static List<Byte> bytes(byte[] array) {
    final Byte[] boxed = new Byte[array.length];
    for (int i = 0; i < array.length; i++) {
      boxed[i] = array[i];
    }
    return List.of(boxed);
  }

  @Test
  void theModeOfOpeningIsRespected() {
    guest.put("/tmp/a", "x");
    final long reader = guest.open("/tmp/a", RDONLY, 0);
    assertEquals(EBADF, guest.write(reader, "y"));
    final long writer = guest.open("/tmp/a", WRONLY, 0);
    assertEquals(EBADF, guest.call(READ, writer, guest.buffer(), 1));
    assertEquals(EBADF, guest.call(READ, 77, guest.buffer(), 1));
    assertEquals(EBADF, guest.call(READ, -1, guest.buffer(), 1));
  }

  @Test
  void aBadPageEndsATransferAfterTheGoodBytes() {
    final long file = guest.open("/tmp/a", RDWR | CREAT, 0644);
    guest.write(file, "0123456789");
    final long tail = guest.memory.end() - 4;
    assertEquals(4, guest.call(PREAD, file, tail, 10, 0));
    assertEquals("0123", guest.string(tail, 4));
    assertEquals(EFAULT, guest.call(PREAD, file, guest.memory.end(), 10, 0));
    assertEquals(4, guest.call(WRITE, file, tail, 100));
    assertEquals(14, guest.call(LSEEK, file, 0, 2));
    assertEquals(EFAULT, guest.call(WRITE, file, guest.memory.end(), 1));
    // Nothing to copy, so nothing is touched: as generic_file_read_iter at the end of a file.
    assertEquals(0, guest.call(READ, file, guest.memory.end(), 10));
    assertEquals(EFAULT, guest.call(READ, file, guest.buffer(), -1));
  }

  @Test
  void seekingKnowsItsLimits() {
    final long file = guest.open("/tmp/a", RDWR | CREAT, 0644);
    guest.write(file, "abc");
    assertEquals(1, guest.call(LSEEK, file, -2, 1));
    assertEquals("bc", guest.read(file, 10));
    assertEquals(EINVAL, guest.call(LSEEK, file, -1, 0));
    assertEquals(EINVAL, guest.call(LSEEK, file, 0, 9));
    assertEquals(ESPIPE, guest.call(LSEEK, 1, 0, 1));
    assertEquals(EINVAL, guest.call(PREAD, file, guest.buffer(), 1, -5));
    assertEquals(ESPIPE, guest.call(PWRITE, 1, guest.buffer(), 1, 0));
  }

  @Test
  void aTerabyteOfNothingCostsNothing() {
    final long file = guest.open("/tmp/big", RDWR | CREAT, 0644);
    final long terabyte = 1L << 40;
    guest.memory.writeByte(guest.buffer(), (byte) 'x');
    assertEquals(1, guest.call(PWRITE, file, guest.buffer(), 1, terabyte));
    assertEquals(0, guest.call(FSTAT, file, guest.buffer()));
    assertEquals(terabyte + 1, guest.memory.readLong(guest.buffer() + 48));
    assertTrue(guest.memory.readLong(guest.buffer() + 64) <= 64, "blocks of 512 bytes");
    guest.memory.writeByte(guest.buffer(), (byte) 'y');
    assertEquals(1, guest.call(PREAD, file, guest.buffer(), 1, terabyte / 2));
    assertEquals(0, guest.memory.readByte(guest.buffer()));
    // SEEK_DATA finds the chunk, SEEK_HOLE the beginning.
    assertEquals(terabyte, guest.call(LSEEK, file, 1, 3));
    assertEquals(0, guest.call(LSEEK, file, 0, 4));
  }

  @Test
  void memoryIsBounded() {
    final long file = guest.open("/tmp/fill", WRONLY | CREAT, 0644);
    long total = 0;
    long count;
    do {
      count = guest.call(WRITE, file, guest.buffer(), 100_000);
      total += Math.max(count, 0);
      assertTrue(total <= FileHarness.LIMIT, "never more than the limit");
    } while (count > 0);
    assertEquals(ENOSPC, count);
    assertTrue(total > FileHarness.LIMIT * 8 / 10, "most of the limit can be used: " + total);
    // An unlinked file keeps its storage until it is closed.
    assertEquals(0, guest.call(87, guest.text("/tmp/fill")));
    assertEquals(ENOSPC, guest.put("/tmp/next", "x".repeat(100_000)));
    guest.call(CLOSE, file);
    assertEquals(0, guest.put("/tmp/next", "x".repeat(100_000)));
  }

  @Test
  void appendingGoesToTheEndWhateverThePosition() {
    guest.put("/tmp/a", "abc");
    final long file = guest.open("/tmp/a", RDWR | APPEND, 0);
    guest.write(file, "d");
    guest.call(LSEEK, file, 0, 0);
    guest.write(file, "e");
    guest.memory.writeByte(guest.buffer(), (byte) 'f');
    guest.call(PWRITE, file, guest.buffer(), 1, 0);
    assertEquals("abcdef", guest.get("/tmp/a"));
  }

  @Test
  void vectorsAreGatheredAndScattered() {
    final long file = guest.open("/tmp/a", RDWR | CREAT, 0644);
    final long vector = guest.buffer();
    final long data = vector + 256;
    guest.memory.write(data, "abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    element(vector, 0, data, 2);
    element(vector, 1, guest.memory.end(), 0);
    element(vector, 2, data + 2, 4);
    assertEquals(6, guest.call(WRITEV, file, vector, 3));
    assertEquals("abcdef", guest.get("/tmp/a"));
    guest.call(LSEEK, file, 0, 0);
    element(vector, 0, data + 100, 4);
    element(vector, 1, guest.memory.end(), 4);
    assertEquals(4, guest.call(READV, file, vector, 2));
    assertEquals("abcd", guest.string(data + 100, 4));
    element(vector, 1, data, -1);
    assertEquals(EINVAL, guest.call(READV, file, vector, 2));
    assertEquals(EINVAL, guest.call(READV, file, vector, 1025));
    assertEquals(EINVAL, guest.call(READV, file, vector, -1));
  }

  private void element(long vector, int index, long address, long length) {
    guest.memory.writeLong(vector + 16L * index, address);
    guest.memory.writeLong(vector + 16L * index + 8, length);
  }

  @Test
  void devicesBehaveAsTheirManualPageSays() {
    final long zero = guest.open("/dev/zero", RDWR, 0);
    assertEquals("\0\0\0\0", guest.read(zero, 4));
    assertEquals(5, guest.write(zero, "taken"));
    final long none = guest.open("/dev/null", RDWR, 0);
    assertEquals("", guest.read(none, 4));
    assertEquals(5, guest.write(none, "taken"));
    final long full = guest.open("/dev/full", RDWR, 0);
    assertEquals(ENOSPC, guest.write(full, "refused"));
    final long random = guest.open("/dev/urandom", RDONLY, 0);
    assertTrue(guest.read(random, 1000).chars().distinct().count() > 200);
    assertEquals(-6, guest.open("/dev/tty", RDWR, 0), "ENXIO without a terminal");
  }

  @Test
  void directoriesAreNotReadAsFiles() {
    final long directory = guest.open("/tmp", RDONLY, 0);
    assertEquals(EISDIR, guest.call(READ, directory, guest.buffer(), 10));
    assertEquals(EISDIR, guest.open("/tmp", WRONLY, 0));
    assertEquals(EISDIR, guest.call(PREAD, directory, guest.buffer(), 10, 0));
  }
}
