package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** splice, tee and vmsplice. */
final class SpliceTest {

  private static final int SPLICE = 275;
  private static final int TEE = 276;
  private static final int VMSPLICE = 278;

  private static final long EBADF = -9;
  private static final long EAGAIN = -11;
  private static final long EFAULT = -14;
  private static final long EINVAL = -22;
  private static final long ESPIPE = -29;
  private static final long EPIPE = -32;
  private static final long BLOCKED = FileHarness.BLOCKED;

  private static final int NON_BLOCK = 2;
  private static final int GIFT = 8;
  private static final int CAPACITY = 65536;

  private final FileHarness guest = new FileHarness();
  private final long[] pipe = pipe();
  private final long vector = guest.buffer() + 0x4000;

  private long[] pipe() {
    assertEquals(0, guest.call(293, guest.buffer(), 0));
    return new long[] {
      guest.memory.readInt(guest.buffer()), guest.memory.readInt(guest.buffer() + 4)
    };
  }

  /** Fills the vector with pairs of address and length. */
  private long vector(long... elements) {
    for (int i = 0; i < elements.length; i++) {
      guest.memory.writeLong(vector + 8L * i, elements[i]);
    }
    return vector;
  }

  private void bytes(long address, String text) {
    guest.memory.write(address, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void vmspliceGathersIntoAPipeAndScattersOutOfIt() {
    final long at = guest.buffer();
    bytes(at, "abcdef");
    assertEquals(5, guest.call(VMSPLICE, pipe[1], vector(at + 4, 2, at, 0, at, 3), 3, GIFT));
    vector(at + 100, 1, at + 200, 10);
    assertEquals(5, guest.call(VMSPLICE, pipe[0], vector, 2, 0));
    assertEquals("e", guest.string(at + 100, 1));
    assertEquals("fabc", guest.string(at + 200, 4));
  }

  @Test
  void vmspliceRefusesPagesThatTheCallerMayNotRead() {
    final long end = guest.memory.end();
    assertEquals(EFAULT, guest.call(VMSPLICE, pipe[1], vector(end, 1), 1, GIFT));
    assertEquals(0, available());
    bytes(end - 2, "yz");
    assertEquals(3, guest.call(VMSPLICE, pipe[1], vector(end - 2, 1, end - 2, 9), 2, 0));
    assertEquals("yyz", guest.read(pipe[0], 9));
    guest.write(pipe[1], "kept");
    assertEquals(EFAULT, guest.call(VMSPLICE, pipe[0], vector(end, 1), 1, 0));
    assertEquals("kept", guest.read(pipe[0], 9));
    assertEquals(EFAULT, guest.call(VMSPLICE, pipe[1], end - 8, 1, 0), "the vector itself");
  }

  private int available() {
    guest.call(16, pipe[0], 0x541b, guest.buffer());
    return guest.memory.readInt(guest.buffer());
  }

  @Test
  void vmspliceKnowsPipesOnly() {
    guest.put("/tmp/f", "x");
    final long file = guest.open("/tmp/f", 2, 0);
    vector(guest.buffer(), 1);
    assertEquals(EBADF, guest.call(VMSPLICE, file, vector, 1, 0));
    assertEquals(EBADF, guest.call(VMSPLICE, 99, vector, 1, 0));
    assertEquals(EINVAL, guest.call(VMSPLICE, pipe[1], vector, 1, 16));
    assertEquals(EINVAL, guest.call(VMSPLICE, pipe[1], vector, 1025, 0));
    assertEquals(0, guest.call(VMSPLICE, pipe[1], vector, 0, 0));
    guest.call(3, pipe[0]);
    assertEquals(EPIPE, guest.call(VMSPLICE, pipe[1], vector, 1, 0));
    assertEquals(List.of(13), guest.signals);
  }

  @Test
  void vmspliceSleepsOnlyWhileNothingFits() {
    assertEquals(BLOCKED, guest.call(VMSPLICE, pipe[0], vector(guest.buffer(), 1), 1, 0));
    assertEquals(EAGAIN, guest.call(VMSPLICE, pipe[0], vector, 1, NON_BLOCK));
    vector(guest.buffer(), CAPACITY - 10_000, guest.buffer(), 20_000);
    assertEquals(CAPACITY, guest.call(VMSPLICE, pipe[1], vector, 2, 0), "no sleep for the rest");
    assertEquals(EAGAIN, guest.call(VMSPLICE, pipe[1], vector, 2, NON_BLOCK));
    assertEquals(BLOCKED, guest.call(VMSPLICE, pipe[1], vector, 2, 0));
    final var wait = guest.waiting();
    assertFalse(wait.ready());
    assertEquals(5000, guest.call(0, pipe[0], guest.buffer(), 5000));
    assertTrue(wait.ready());
    guest.resume(wait);
    assertEquals(5000, guest.again(VMSPLICE, pipe[1], vector, 2, 0));
  }

  @Test
  void spliceMovesBetweenFilesAndPipes() {
    guest.put("/tmp/in", "0123456789");
    final long in = guest.open("/tmp/in", 0, 0);
    final long out = guest.open("/tmp/out", 0x42, 0644);
    assertEquals(4, guest.call(SPLICE, in, 0, pipe[1], 0, 4, 0));
    final long offset = guest.buffer();
    guest.memory.writeLong(offset, 8);
    assertEquals(2, guest.call(SPLICE, in, offset, pipe[1], 0, 100, 0));
    assertEquals(10, guest.memory.readLong(offset));
    assertEquals("4", guest.read(in, 1), "its own position moved by 4");
    guest.memory.writeLong(offset, 1);
    assertEquals(3, guest.call(SPLICE, pipe[0], 0, out, offset, 3, 0));
    assertEquals(4, guest.memory.readLong(offset));
    assertEquals(3, guest.call(SPLICE, pipe[0], 0, 1, 0, 100, 0));
    assertEquals("\000012", guest.get("/tmp/out"));
    assertEquals("389", guest.output.toString(StandardCharsets.ISO_8859_1));
  }

  @Test
  void spliceAndTeeGoFromPipeToPipe() {
    final long[] other = pipe();
    guest.write(pipe[1], "abcdef");
    assertEquals(4, guest.call(TEE, pipe[0], other[1], 4, 0));
    assertEquals(6, guest.call(SPLICE, pipe[0], 0, other[1], 0, 100, 0));
    assertEquals("abcdabcdef", guest.read(other[0], 100));
    assertEquals(0, available());
    assertEquals(BLOCKED, guest.call(TEE, pipe[0], other[1], 1, 0));
    assertEquals(EAGAIN, guest.call(SPLICE, pipe[0], 0, other[1], 0, 1, NON_BLOCK));
    guest.call(1, other[1], guest.buffer(), CAPACITY);
    guest.write(pipe[1], "g");
    assertEquals(EAGAIN, guest.call(TEE, pipe[0], other[1], 1, NON_BLOCK));
    assertEquals("g", guest.read(pipe[0], 9), "what finds no room stays");
    guest.call(3, pipe[1]);
    assertEquals(0, guest.call(SPLICE, pipe[0], 0, other[1], 0, 1, 0), "the end");
  }

  @Test
  void spliceRefusesWhatItCannotJoin() {
    guest.put("/tmp/f", "x");
    final long file = guest.open("/tmp/f", 2, 0);
    final long appending = guest.open("/tmp/f", 0x402, 0);
    guest.write(pipe[1], "a");
    assertEquals(EINVAL, guest.call(SPLICE, file, 0, file, 0, 1, 0));
    assertEquals(EINVAL, guest.call(SPLICE, pipe[0], 0, pipe[1], 0, 1, 0));
    assertEquals(EINVAL, guest.call(SPLICE, pipe[0], 0, appending, 0, 1, 0));
    assertEquals(ESPIPE, guest.call(SPLICE, pipe[0], guest.buffer(), file, 0, 1, 0));
    assertEquals(EBADF, guest.call(SPLICE, pipe[1], 0, file, 0, 1, 0));
    assertEquals(EBADF, guest.call(TEE, pipe[1], pipe[0], 1, 0));
    assertEquals(EINVAL, guest.call(TEE, pipe[0], file, 1, 0));
    assertEquals(1, available());
  }
}
