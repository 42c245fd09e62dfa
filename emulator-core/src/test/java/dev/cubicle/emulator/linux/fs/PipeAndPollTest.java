package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.linux.fs.stream.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever may have to wait: pipes, event counters, standard input, poll and select. */
@Timeout(60)
final class PipeAndPollTest {

  private static final long EAGAIN = -11;
  private static final long EBADF = -9;
  private static final long EINVAL = -22;
  private static final long EPIPE = -32;
  private static final long EFAULT = -14;
  private static final long BLOCKED = FileHarness.BLOCKED;

  private static final int IN = 1;
  private static final int OUT = 4;
  private static final int ERR = 8;
  private static final int HUP = 16;
  private static final int NVAL = 32;

  private final FileHarness guest = new FileHarness();

  private long[] pipe(FileHarness owner, int flags) {
    assertEquals(0, owner.call(293, owner.buffer(), flags));
    return new long[] {
      owner.memory.readInt(owner.buffer()), owner.memory.readInt(owner.buffer() + 4)
    };
  }

  @Test
  void aReaderSleepsUntilSomethingIsWritten() {
    final long[] pipe = pipe(guest, 0);
    assertEquals(BLOCKED, guest.call(0, pipe[0], guest.buffer(), 10));
    final var wait = guest.waiting();
    assertFalse(wait.ready());
    guest.write(pipe[1], "data");
    assertTrue(wait.ready());
    assertEquals("data", guest.read(pipe[0], 10));
    guest.call(3, pipe[1]);
    assertEquals("", guest.read(pipe[0], 10), "no writers: the end");
  }

  @Test
  void aLongWriteSleepsAndGoesOnWhereItStopped() {
    final long[] pipe = pipe(guest, 0);
    final int length = 100_000;
    assertEquals(BLOCKED, guest.call(1, pipe[1], guest.buffer(), length));
    final var wait = guest.waiting();
    assertFalse(wait.ready());
    assertFalse(wait.restartable(), "something was written: an interruption answers that");
    assertEquals(65536, wait.interrupted(guest.memory));
    assertEquals(65536, drain(pipe[0]));
    assertTrue(wait.ready());
    guest.resume(wait);
    assertEquals(length, guest.again(1, pipe[1], guest.buffer(), length));
    assertEquals(length - 65536, drain(pipe[0]));
  }

  private long drain(long reader) {
    guest.call(72, reader, 4, 0x800);
    long total = 0;
    long count;
    while ((count = guest.call(0, reader, guest.buffer(), 200_000)) > 0) {
      total += count;
    }
    return total;
  }

  @Test
  void smallWritesAreNotSplit() {
    final long[] pipe = pipe(guest, 0x800);
    assertEquals(65536, guest.call(1, pipe[1], guest.buffer(), 100_000));
    assertEquals(EAGAIN, guest.call(1, pipe[1], guest.buffer(), 1));
    guest.call(0, pipe[0], guest.buffer(), 100);
    assertEquals(EAGAIN, guest.call(1, pipe[1], guest.buffer(), 4096));
    assertEquals(100, guest.call(1, pipe[1], guest.buffer(), 4097));
  }

  @Test
  void writingWithoutReadersRaisesASignal() {
    final long[] pipe = pipe(guest, 0);
    guest.call(3, pipe[0]);
    assertEquals(EPIPE, guest.write(pipe[1], "x"));
    assertEquals(EPIPE, guest.call(1, pipe[1], guest.memory.end(), 1), "before EFAULT");
    assertEquals(List.of(13, 13), guest.signals);
    assertEquals(0, guest.call(1, pipe[1], guest.buffer(), 0));
    assertEquals(EFAULT, guest.call(22, guest.memory.end() - 4));
    assertEquals(EINVAL, guest.call(293, guest.buffer(), 1));
  }

  @Test
  void badPagesDoNotEatWhatIsInThePipe() {
    final long[] pipe = pipe(guest, 0);
    guest.write(pipe[1], "abcdef");
    assertEquals(EFAULT, guest.call(0, pipe[0], guest.memory.end(), 3));
    assertEquals(2, guest.call(0, pipe[0], guest.memory.end() - 2, 6));
    assertEquals("cdef", guest.read(pipe[0], 100));
  }

  private long poll(int timeout, long... descriptorsAndEvents) {
    final long set = guest.buffer();
    for (int i = 0; i < descriptorsAndEvents.length; i += 2) {
      guest.memory.writeInt(set + 4L * i, (int) descriptorsAndEvents[i]);
      guest.memory.writeInt(set + 4L * i + 4, (int) descriptorsAndEvents[i + 1]);
    }
    return guest.call(7, set, descriptorsAndEvents.length / 2, timeout);
  }

  private int came(int index) {
    return guest.memory.readShort(guest.buffer() + 8L * index + 6);
  }

  @Test
  void pollSeesWhatIsReady() {
    final long[] pipe = pipe(guest, 0);
    assertEquals(0, poll(0, pipe[0], IN));
    assertEquals(1, poll(-1, pipe[0], IN, pipe[1], OUT, -1, IN));
    assertEquals(OUT, came(1));
    assertEquals(0, came(2));
    guest.write(pipe[1], "x");
    assertEquals(2, poll(-1, pipe[0], IN, 77, IN));
    assertEquals(IN, came(0));
    assertEquals(NVAL, came(1));
    guest.call(3, pipe[1]);
    assertEquals(1, poll(-1, pipe[0], 0));
    assertEquals(HUP, came(0));
    final long[] other = pipe(guest, 0);
    guest.call(3, other[0]);
    poll(-1, other[1], OUT);
    assertEquals(OUT | ERR, came(0));
    assertEquals(EINVAL, guest.call(7, guest.buffer(), 1025, 0));
  }

  @Test
  void pollGivesUpInTime() throws InterruptedException {
    final long[] pipe = pipe(guest, 0);
    assertEquals(BLOCKED, poll(30, pipe[0], IN));
    final var wait = guest.waiting();
    assertFalse(wait.ready());
    final long left = wait.deadline() - System.nanoTime();
    assertTrue(left <= 30_000_000, "left " + left);
    Thread.sleep(40);
    assertEquals(0, guest.again(7, guest.buffer(), 1, 30), "not another 30 ms");
    assertEquals(BLOCKED, poll(-1, pipe[0], IN));
    assertEquals(Long.MAX_VALUE, guest.waiting().deadline());
  }

  @Test
  void selectAnswersInItsSets() {
    final long[] pipe = pipe(guest, 0);
    final long readers = guest.buffer();
    final long writers = readers + 128;
    final long timeout = readers + 256;
    guest.memory.writeLong(readers, 1L << pipe[0]);
    guest.memory.writeLong(writers, 1L << pipe[1]);
    guest.memory.writeLong(timeout, 5);
    guest.memory.writeLong(timeout + 8, 0);
    assertEquals(1, guest.call(23, 10, readers, writers, 0, timeout));
    assertEquals(0, guest.memory.readLong(readers));
    assertEquals(1L << pipe[1], guest.memory.readLong(writers));
    assertTrue(guest.memory.readLong(timeout) == 4, "what is left of 5 s");
    guest.memory.writeLong(readers, 1L << pipe[0]);
    assertEquals(BLOCKED, guest.call(23, 10, readers, 0, 0, 0));
    guest.memory.writeLong(readers, 1L << 60);
    assertEquals(EBADF, guest.call(23, 64, readers, 0, 0, 0));
    assertEquals(EINVAL, guest.call(23, -1, readers, 0, 0, 0));
    // Descriptors that the table has no room for are not looked at.
    guest.memory.writeLong(readers, 0);
    guest.memory.writeLong(readers + 64, 1);
    guest.memory.writeLong(timeout, 0);
    guest.memory.writeLong(timeout + 8, 0);
    assertEquals(0, guest.call(23, 1024, readers, 0, 0, timeout));
    guest.memory.writeLong(timeout, -1);
    assertEquals(EINVAL, guest.call(23, 0, 0, 0, 0, timeout));
  }

  @Test
  void ppollReplacesTheSignalMaskOnce() {
    final long[] pipe = pipe(guest, 0);
    final long mask = guest.buffer() + 512;
    guest.memory.writeInt(guest.buffer(), (int) pipe[0]);
    guest.memory.writeInt(guest.buffer() + 4, IN);
    guest.memory.writeLong(mask, 0xf0);
    assertEquals(BLOCKED, guest.call(271, guest.buffer(), 1, 0, mask, 8));
    assertEquals(BLOCKED, guest.again(271, guest.buffer(), 1, 0, mask, 8));
    assertEquals(List.of(0xf0L), guest.masks);
    assertEquals(EINVAL, guest.call(271, guest.buffer(), 1, 0, mask, 4));
  }

  @Test
  void anEventCounterCounts() {
    final long event = guest.call(290, 3, 0x800);
    assertEquals("\3\0\0\0\0\0\0\0", guest.read(event, 8));
    assertEquals(EAGAIN, guest.call(0, event, guest.buffer(), 8));
    assertEquals(EINVAL, guest.call(0, event, guest.buffer(), 7));
    guest.write(event, "\2\0\0\0\0\0\0\0");
    guest.write(event, "\5\0\0\0\0\0\0\0");
    assertEquals("\7\0\0\0\0\0\0\0", guest.read(event, 8));
    assertEquals(EINVAL, guest.write(event, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}));
    assertEquals(8, guest.write(event, new byte[] {-2, -1, -1, -1, -1, -1, -1, -1}));
    assertEquals(EAGAIN, guest.write(event, "\1\0\0\0\0\0\0\0"));
    final long semaphore = guest.call(290, 2, 1);
    assertEquals("\1\0\0\0\0\0\0\0", guest.read(semaphore, 8));
    assertEquals("\1\0\0\0\0\0\0\0", guest.read(semaphore, 8));
    assertEquals(BLOCKED, guest.call(0, semaphore, guest.buffer(), 8));
  }

  @Test
  void standardInputTakesNoMoreThanAskedFor() {
    final var input =
        new ByteArrayInputStream("line one\nline two\n".getBytes(StandardCharsets.US_ASCII));
    final FileHarness reader = new FileHarness(input);
    assertEquals("line", reader.read(0, 4));
    assertEquals(14, input.available());
    assertEquals(" one\nline two\n", reader.read(0, 100));
    assertEquals("", readWaiting(reader), "the end");
    assertEquals("", readWaiting(reader), "and again");
  }

  private static String readWaiting(FileHarness reader) {
    long count = reader.call(0, 0, reader.buffer(), 100);
    while (count == BLOCKED) {
      while (!reader.waiting().ready()) {
        Thread.onSpinWait();
      }
      count = reader.again(0, 0, reader.buffer(), 100);
    }
    return reader.string(reader.buffer(), (int) count);
  }

  @Test
  void waitingForInputBlocksNobodyElse() throws IOException {
    try (PipedOutputStream source = new PipedOutputStream();
        PipedInputStream input = new PipedInputStream(source)) {
      final FileHarness reader = new FileHarness(input);
      assertEquals(BLOCKED, reader.call(0, 0, reader.buffer(), 100));
      assertFalse(reader.waiting().ready());
      assertEquals(2, reader.write(1, "ok"), "another thread's call goes on meanwhile");
      assertEquals(BLOCKED, reader.call(0, 0, reader.buffer(), 100));
      final var wait = reader.waiting();
      source.write("typed".getBytes(StandardCharsets.US_ASCII));
      source.flush();
      while (!wait.ready()) {
        Thread.onSpinWait();
      }
      assertEquals("typed", readWaiting(reader));
      reader.memory.writeInt(reader.buffer(), 0);
      reader.memory.writeInt(reader.buffer() + 4, IN);
      assertEquals(BLOCKED, reader.call(7, reader.buffer(), 1, -1));
      source.write('x');
      source.flush();
      while (!reader.waiting().ready()) {
        Thread.onSpinWait();
      }
      assertEquals(1, reader.again(7, reader.buffer(), 1, -1));
      assertEquals("x", readWaiting(reader));
    }
  }

  @Test
  void sendfileAndCopyFileRangeMoveBytes() {
    guest.put("/tmp/a", "0123456789");
    final long in = guest.open("/tmp/a", 2, 0);
    assertEquals(10, guest.call(40, 1, in, 0, 100));
    assertEquals("0123456789", guest.output.toString());
    final long out = guest.open("/tmp/b", 0x42, 0644);
    guest.memory.writeLong(guest.buffer(), 4);
    assertEquals(6, guest.call(326, in, guest.buffer(), out, 0, 100, 0));
    assertEquals(10, guest.memory.readLong(guest.buffer()));
    assertEquals("456789", guest.get("/tmp/b"));
    guest.memory.writeLong(guest.buffer(), 0);
    assertEquals(EINVAL, guest.call(326, in, guest.buffer(), in, guest.buffer(), 5, 0));
    assertEquals(EINVAL, guest.call(40, out, 0, 0, 10), "from a stream");
  }

  @Test
  void terminalsAreOnlyThereWhenTheyAre() {
    assertEquals(-25, guest.call(16, 1, 0x5401, guest.buffer()), "ENOTTY");
    assertEquals(-25, guest.call(16, 1, 0x5413, guest.buffer()));
    final long[] pipe = pipe(guest, 0);
    guest.write(pipe[1], "abc");
    assertEquals(0, guest.call(16, pipe[0], 0x541b, guest.buffer()));
    assertEquals(3, guest.memory.readInt(guest.buffer()));
    guest.memory.writeInt(guest.buffer(), 1);
    assertEquals(0, guest.call(16, pipe[0], 0x5421, guest.buffer()));
    assertEquals(3, guest.call(0, pipe[0], guest.buffer(), 10));
    assertEquals(EAGAIN, guest.call(0, pipe[0], guest.buffer(), 10));
  }

  @Test
  void aTerminalAnswersAsOne() throws LinuxError {
    final var output = new ByteArrayOutputStream();
    final var modes = new ArrayList<Integer>();
    final Terminal terminal =
        new Terminal() {
          @Override
          public void attributes(byte[] termios) {
            termios[0] = 77;
          }

          @Override
          public void setAttributes(int request, byte[] termios) {
            modes.add(request * 1000 + termios[0]);
          }

          @Override
          public Size size() {
            return new Size(33, 99);
          }

          @Override
          public void restore() {
            modes.add(-1);
          }
        };
    final FileHarness user =
        new FileHarness(
            new HostStreams(
                new ByteArrayInputStream(new byte[] {'k'}),
                output,
                output,
                true,
                true,
                true,
                Optional.of(terminal)));
    final long at = user.buffer();
    assertEquals(0, user.call(16, 0, 0x5401, at));
    assertEquals(77, user.memory.readByte(at));
    assertEquals(0, user.call(16, 0, 0x5403, at));
    assertEquals(0, user.call(16, 1, 0x5413, at));
    assertEquals(99 << 16 | 33, user.memory.readInt(at));
    assertEquals(-25, user.call(16, 0, 0x5412, at), "TIOCSTI types on the user's behalf: ENOTTY");
    assertEquals("k", user.read(0, 1));
    final long tty = user.open("/dev/tty", 2, 0);
    user.write(tty, "to the terminal");
    assertEquals("to the terminal", output.toString(StandardCharsets.US_ASCII));
    user.call(5, 0, at);
    final long inode = user.memory.readLong(at + 8);
    assertEquals(0, user.call(4, user.text("/dev/pts/0"), at));
    assertEquals(inode, user.memory.readLong(at + 8), "ttyname finds it");
    user.files.close();
    assertEquals(List.of(0x5403 * 1000 + 77, -1), modes);
  }
}
