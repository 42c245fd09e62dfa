package dev.cubicle.emulator.linux.info;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.memory.UserMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** uname, sysinfo, getrandom, personality. */
final class SystemInfoCalls {

  private static final int NAME_BYTES = 65;
  private static final int SYSINFO_BYTES = 112;
  private static final int GRND_NONBLOCK = 1;
  private static final int GRND_RANDOM = 2;
  private static final int GRND_INSECURE = 4;
  private static final int RANDOM_CHUNK = 4096;
  private static final long RANDOM_LIMIT = 0x1ff_ffff;
  private static final long KEEP_PERSONALITY = 0xffff_ffffL;

  private final Clocks clocks;
  private final RandomGenerator random;
  private final MemorySize memorySize;
  private final List<String> names;
  private long personality;

  SystemInfoCalls(Clocks clocks, RandomGenerator random, MemorySize memorySize, String release) {
    this.clocks = clocks;
    this.random = random;
    this.memorySize = memorySize;
    this.names = List.of("Linux", "cubicle", release, "#1 SMP PREEMPT_DYNAMIC", "x86_64", "(none)");
  }

  void register(SystemCallTable table) {
    table.add(63, "uname", this::uname);
    table.add(99, "sysinfo", this::sysinfo);
    table.add(135, "personality", this::personality);
    table.add(318, "getrandom", this::getRandom);
  }

  private long uname(SystemCallContext call) {
    for (int i = 0; i < names.size(); i++) {
      final byte[] field = new byte[NAME_BYTES];
      final byte[] name = names.get(i).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(name, 0, field, 0, name.length);
      call.memory().write(call.argument(0) + (long) i * NAME_BYTES, field);
    }
    return 0;
  }

  /** {@code struct sysinfo}: uptime, loads, memory in bytes, processes. */
  private long sysinfo(SystemCallContext call) {
    final UserMemory memory = call.memory();
    final long target = call.argument(0);
    memory.clear(target, SYSINFO_BYTES);
    memory.writeLong(target, clocks.monotonic() / 1_000_000_000);
    memory.writeLong(target + 32, memorySize.total());
    memory.writeLong(target + 40, memorySize.free());
    memory.writeShort(target + 80, (short) 1);
    memory.writeInt(target + 104, 1);
    return 0;
  }

  /** Remembered and without effect: READ_IMPLIES_EXEC would weaken protection, so it has none. */
  private long personality(SystemCallContext call) {
    final long before = personality;
    final long wanted = call.argument(0) & 0xffff_ffffL;
    if (wanted != KEEP_PERSONALITY) {
      personality = wanted;
    }
    return before;
  }

  private long getRandom(SystemCallContext call) throws LinuxError {
    final int flags = call.intArgument(2);
    final int exclusive = GRND_RANDOM | GRND_INSECURE;
    if ((flags & ~(GRND_NONBLOCK | exclusive)) != 0 || (flags & exclusive) == exclusive) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long wanted = call.argument(1);
    final long length = Long.compareUnsigned(wanted, RANDOM_LIMIT) > 0 ? RANDOM_LIMIT : wanted;
    final long writable = call.memory().writable(call.argument(0), length);
    if (writable == 0 && length > 0) {
      throw new LinuxError(Errno.EFAULT);
    }
    final byte[] chunk = new byte[(int) Math.min(writable, RANDOM_CHUNK)];
    for (long done = 0; done < writable; done += chunk.length) {
      random.nextBytes(chunk);
      call.memory()
          .write(call.argument(0) + done, chunk, 0, (int) Math.min(chunk.length, writable - done));
    }
    return writable;
  }
}
