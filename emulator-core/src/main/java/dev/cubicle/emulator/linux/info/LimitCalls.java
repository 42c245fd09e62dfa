package dev.cubicle.emulator.linux.info;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.Identity;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.memory.UserMemory;

/** getrlimit, setrlimit, prlimit64: the process's own limits. */
final class LimitCalls {

  private final Identity identity;
  private final ResourceLimits limits;

  LimitCalls(Identity identity, ResourceLimits limits) {
    this.identity = identity;
    this.limits = limits;
  }

  void register(SystemCallTable table) {
    table.add(97, "getrlimit", this::get);
    table.add(160, "setrlimit", this::set);
    table.add(302, "prlimit64", this::getAndSet);
  }

  private static int resource(int number) throws LinuxError {
    if (number < 0 || number >= ResourceLimits.COUNT) {
      throw new LinuxError(Errno.EINVAL);
    }
    return number;
  }

  private long get(SystemCallContext call) throws LinuxError {
    final int resource = resource(call.intArgument(0));
    write(call.memory(), call.argument(1), limits.soft(resource), limits.hard(resource));
    return 0;
  }

  private long set(SystemCallContext call) throws LinuxError {
    final UserMemory memory = call.memory();
    final long value = call.argument(1);
    limits.change(
        resource(call.intArgument(0)), memory.readLong(value), memory.readLong(value + 8));
    return 0;
  }

  private long getAndSet(SystemCallContext call) throws LinuxError {
    final UserMemory memory = call.memory();
    final int process = call.intArgument(0);
    final long wanted = call.argument(2);
    final long newSoft = wanted == 0 ? 0 : memory.readLong(wanted);
    final long newHard = wanted == 0 ? 0 : memory.readLong(wanted + 8);
    if (process != 0 && process != identity.processId()) {
      throw new LinuxError(Errno.ESRCH);
    }
    final int resource = resource(call.intArgument(1));
    final long oldSoft = limits.soft(resource);
    final long oldHard = limits.hard(resource);
    if (wanted != 0) {
      limits.change(resource, newSoft, newHard);
    }
    if (call.argument(3) != 0) {
      write(memory, call.argument(3), oldSoft, oldHard);
    }
    return 0;
  }

  private static void write(UserMemory memory, long address, long soft, long hard) {
    memory.writeLong(address, soft);
    memory.writeLong(address + 8, hard);
  }
}
