package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.memory.UserMemory;

/** Reading clocks: clock_gettime, clock_getres, gettimeofday, time. Nobody may set them. */
final class ClockCalls {

  /** What Linux calls a tick of the coarse clocks with CONFIG_HZ=250. */
  private static final long COARSE_RESOLUTION = 4_000_000;

  private final Clocks clocks;
  private final ClockId ids;

  ClockCalls(Clocks clocks, ClockId ids) {
    this.clocks = clocks;
    this.ids = ids;
  }

  void register(SystemCallTable table) {
    table.add(96, "gettimeofday", this::timeOfDay);
    table.add(164, "settimeofday", ClockCalls::refuse);
    table.add(201, "time", this::time);
    table.add(227, "clock_settime", this::setTime);
    table.add(228, "clock_gettime", this::getTime, clock -> !ClockId.isCpuTime(clock));
    table.add(229, "clock_getres", this::resolution);
  }

  private static long refuse(SystemCallContext call) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  private long setTime(SystemCallContext call) throws LinuxError {
    throw new LinuxError(call.intArgument(0) == ClockId.REALTIME ? Errno.EPERM : Errno.EINVAL);
  }

  private long timeOfDay(SystemCallContext call) {
    final UserMemory memory = call.memory();
    if (call.argument(0) != 0) {
      Timespec.writeTimeval(memory, call.argument(0), clocks.realtime());
    }
    if (call.argument(1) != 0) {
      memory.writeLong(call.argument(1), 0);
    }
    return 0;
  }

  private long time(SystemCallContext call) {
    final long seconds = clocks.realtime() / Timespec.SECOND;
    if (call.argument(0) != 0) {
      call.memory().writeLong(call.argument(0), seconds);
    }
    return seconds;
  }

  private long getTime(SystemCallContext call) throws LinuxError {
    Timespec.write(call.memory(), call.argument(1), ids.read(call.intArgument(0)));
    return 0;
  }

  private long resolution(SystemCallContext call) throws LinuxError {
    final int id = call.intArgument(0);
    ids.read(id);
    if (call.argument(1) != 0) {
      final boolean coarse = id == ClockId.REALTIME_COARSE || id == ClockId.MONOTONIC_COARSE;
      Timespec.write(call.memory(), call.argument(1), coarse ? COARSE_RESOLUTION : 1);
    }
    return 0;
  }
}
