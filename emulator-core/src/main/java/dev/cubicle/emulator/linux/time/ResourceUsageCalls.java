package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.memory.UserMemory;

/** times and getrusage. All CPU time is user time: the kernel's is the host's. */
final class ResourceUsageCalls {

  /** Nanoseconds of a clock tick as users see it (USER_HZ = 100). */
  private static final long TICK = 10_000_000;

  private static final int SELF = 0;
  private static final int CHILDREN = -1;
  private static final int THREAD = 1;
  private static final int RUSAGE_BYTES = 144;
  private static final int TMS_BYTES = 32;

  private final Clocks clocks;
  private final CurrentTask current;

  ResourceUsageCalls(Clocks clocks, CurrentTask current) {
    this.clocks = clocks;
    this.current = current;
  }

  void register(SystemCallTable table) {
    table.add(98, "getrusage", this::usage);
    table.add(100, "times", this::times);
  }

  private long usage(SystemCallContext call) throws LinuxError {
    final long nanos =
        switch (call.intArgument(0)) {
          case SELF -> clocks.processCpu();
          case THREAD -> current.task().cpuNanos();
          case CHILDREN -> 0;
          default -> throw new LinuxError(Errno.EINVAL);
        };
    final UserMemory memory = call.memory();
    memory.clear(call.argument(1), RUSAGE_BYTES);
    Timespec.writeTimeval(memory, call.argument(1), nanos);
    return 0;
  }

  private long times(SystemCallContext call) {
    final long target = call.argument(0);
    if (target != 0) {
      call.memory().clear(target, TMS_BYTES);
      call.memory().writeLong(target, clocks.processCpu() / TICK);
    }
    return clocks.monotonic() / TICK;
  }
}
