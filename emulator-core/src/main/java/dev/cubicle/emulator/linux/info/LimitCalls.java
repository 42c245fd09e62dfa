package dev.cubicle.emulator.linux.info;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.Identity;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.Arrays;

/**
 * Resource limits: remembered and reported. What really bounds the guest are its memory and the
 * limits that each subsystem has.
 */
final class LimitCalls {

  private static final long INFINITY = -1;
  private static final int STACK = 3;
  private static final int CORE = 4;
  private static final int PROCESSES = 6;
  private static final int OPEN_FILES = 7;
  private static final int LOCKED_MEMORY = 8;
  private static final int PENDING_SIGNALS = 11;
  private static final int MESSAGE_QUEUES = 12;
  private static final int NICE = 13;
  private static final int REALTIME_PRIORITY = 14;
  private static final int COUNT = 16;

  private final Identity identity;
  private final long[] soft = new long[COUNT];
  private final long[] hard = new long[COUNT];

  LimitCalls(Identity identity) {
    this.identity = identity;
    Arrays.fill(soft, INFINITY);
    Arrays.fill(hard, INFINITY);
    soft[STACK] = 8 << 20;
    soft[CORE] = 0;
    both(PROCESSES, 1024);
    soft[OPEN_FILES] = 1024;
    hard[OPEN_FILES] = 1 << 20;
    both(LOCKED_MEMORY, 8 << 20);
    both(PENDING_SIGNALS, 4096);
    both(MESSAGE_QUEUES, 819200);
    both(NICE, 0);
    both(REALTIME_PRIORITY, 0);
  }

  private void both(int resource, long value) {
    soft[resource] = value;
    hard[resource] = value;
  }

  void register(SystemCallTable table) {
    table.add(97, "getrlimit", this::get);
    table.add(160, "setrlimit", this::set);
    table.add(302, "prlimit64", this::getAndSet);
  }

  private static int resource(int number) throws LinuxError {
    if (number < 0 || number >= COUNT) {
      throw new LinuxError(Errno.EINVAL);
    }
    return number;
  }

  private long get(SystemCallContext call) throws LinuxError {
    final int resource = resource(call.intArgument(0));
    write(call.memory(), call.argument(1), soft[resource], hard[resource]);
    return 0;
  }

  private long set(SystemCallContext call) throws LinuxError {
    final UserMemory memory = call.memory();
    final long value = call.argument(1);
    change(call.intArgument(0), memory.readLong(value), memory.readLong(value + 8));
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
    final long oldSoft = soft[resource];
    final long oldHard = hard[resource];
    if (wanted != 0) {
      change(resource, newSoft, newHard);
    }
    if (call.argument(3) != 0) {
      write(memory, call.argument(3), oldSoft, oldHard);
    }
    return 0;
  }

  private void change(int number, long newSoft, long newHard) throws LinuxError {
    final int resource = resource(number);
    if (Long.compareUnsigned(newSoft, newHard) > 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (Long.compareUnsigned(newHard, hard[resource]) > 0) {
      throw new LinuxError(Errno.EPERM);
    }
    soft[resource] = newSoft;
    hard[resource] = newHard;
  }

  private static void write(UserMemory memory, long address, long soft, long hard) {
    memory.writeLong(address, soft);
    memory.writeLong(address + 8, hard);
  }
}
