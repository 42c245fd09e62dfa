package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallHandler;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.memory.UserMemory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SQLite does all day (pread64, pwrite64, lseek, read, write) makes no objects. */
final class FileAllocationTest {

  private static final int CALLS = 20_000;

  /** For what the JVM itself may do meanwhile; an object per call would be 16 at least. */
  private static final double BYTES_PER_CALL = 4;

  @TempDir private Path host;

  private static final class Call implements SystemCallContext {
    private final FakeMemory memory;
    private final long[] arguments = new long[6];

    Call(FakeMemory memory) {
      this.memory = memory;
    }

    @Override
    public long argument(int index) {
      return arguments[index];
    }

    @Override
    public UserMemory memory() {
      return memory;
    }

    @Override
    public Optional<Wait> resumedFrom() {
      return Optional.empty();
    }
  }

  private static double allocated(FileHarness guest, int number, long... arguments)
      throws LinuxError, TaskBlocked {
    final SystemCallHandler handler = guest.handler(number);
    final Call call = new Call(guest.memory);
    System.arraycopy(arguments, 0, call.arguments, 0, arguments.length);
    final var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    for (int attempt = 0; attempt < 5; attempt++) {
      final long before = threads.getCurrentThreadAllocatedBytes();
      long failures = 0;
      for (int i = 0; i < CALLS; i++) {
        failures += handler.call(call) < 0 ? 1 : 0;
      }
      best = Math.min(best, (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
      assertEquals(0, failures);
    }
    return best;
  }

  private static void check(FileHarness guest, String path) throws LinuxError, TaskBlocked {
    final long file = guest.open(path, 0x42, 0644);
    final long at = guest.buffer();
    assertTrue(allocated(guest, 18, file, at, 4096, 8192) < BYTES_PER_CALL, "pwrite64");
    assertTrue(allocated(guest, 17, file, at, 4096, 8192) < BYTES_PER_CALL, "pread64");
    assertTrue(allocated(guest, 8, file, 0, 0) < BYTES_PER_CALL, "lseek");
  }

  @Test
  void filesInMemory() throws LinuxError, TaskBlocked {
    check(new FileHarness(), "/tmp/f");
  }

  @Test
  void anObjectPerCallWouldBeSeen() throws LinuxError, TaskBlocked {
    final FileHarness guest = new FileHarness();
    final long file = guest.open("/tmp/f", 0x42, 0644);
    assertTrue(allocated(guest, 5, file, guest.buffer()) > BYTES_PER_CALL, "fstat makes objects");
  }

  @Test
  void filesOfTheHost() throws LinuxError, TaskBlocked, IOException {
    final FileHarness guest = new FileHarness();
    guest.files.share(new Share(host, "/mnt", false));
    final long file = guest.open("/mnt/f", 0x42, 0644);
    final long at = guest.buffer();
    // Java's own channels make an object or two for every transfer; ours make none beside them.
    assertTrue(allocated(guest, 18, file, at, 4096, 8192) < 128, "pwrite64");
    assertTrue(allocated(guest, 17, file, at, 4096, 8192) < 128, "pread64");
  }
}
