package dev.cubicle.emulator.linux.info;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.TaskName;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.seccomp.SeccompCalls;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;

/** prctl and arch_prctl, as far as they mean something here; EINVAL otherwise. */
final class ProcessControlCalls {

  private static final int SET_PDEATHSIG = 1;
  private static final int GET_PDEATHSIG = 2;
  private static final int GET_DUMPABLE = 3;
  private static final int SET_DUMPABLE = 4;
  private static final int GET_KEEPCAPS = 7;
  private static final int SET_NAME = 15;
  private static final int GET_NAME = 16;
  private static final int GET_SECCOMP = 21;
  private static final int SET_SECCOMP = 22;
  private static final int CAPBSET_READ = 23;
  private static final int SET_TIMERSLACK = 29;
  private static final int GET_TIMERSLACK = 30;
  private static final int SET_NO_NEW_PRIVS = 38;
  private static final int GET_NO_NEW_PRIVS = 39;
  private static final int GET_TID_ADDRESS = 40;
  private static final int SET_THP_DISABLE = 41;
  private static final int GET_THP_DISABLE = 42;

  /** Of prctl: the operation and four values. */
  private static final int ARGUMENTS = 5;

  private static final int LAST_CAPABILITY = 40;
  private static final int DEFAULT_TIMERSLACK = 50_000;

  private static final int ARCH_SET_GS = 0x1001;
  private static final int ARCH_SET_FS = 0x1002;
  private static final int ARCH_GET_FS = 0x1003;
  private static final int ARCH_GET_GS = 0x1004;

  /** TASK_SIZE_MAX: a segment base must be a user address. */
  private static final long USER_LIMIT = 0x7fff_ffff_f000L;

  private final CurrentTask current;
  private final SeccompCalls seccomp;
  private final Cpu cpu;
  private int parentDeathSignal;
  private int dumpable = 1;
  private long timerSlack = DEFAULT_TIMERSLACK;
  private long hugePagesDisabled;

  ProcessControlCalls(CurrentTask current, SeccompCalls seccomp, Cpu cpu) {
    this.current = current;
    this.seccomp = seccomp;
    this.cpu = cpu;
  }

  void register(SystemCallTable table) {
    table.add(157, "prctl", this::processControl);
    table.add(158, "arch_prctl", this::architectureControl);
  }

  private long processControl(SystemCallContext call) throws LinuxError {
    final Task task = current.task();
    final long value = call.argument(1);
    switch (call.intArgument(0)) {
      case SET_PDEATHSIG -> parentDeathSignal = (int) limited(value, 64);
      case GET_PDEATHSIG -> call.memory().writeInt(value, parentDeathSignal);
      case GET_DUMPABLE -> {
        return dumpable;
      }
      case SET_DUMPABLE -> dumpable = (int) limited(value, 1);
      case GET_KEEPCAPS -> {
        return 0;
      }
      case GET_SECCOMP -> {
        return task.restrictions().mode();
      }
      case SET_SECCOMP -> seccomp.setMode(call.memory(), value, call.argument(2));
      case SET_NAME -> setName(task, call);
      case GET_NAME -> call.memory().write(value, task.name().bytes());
      case CAPBSET_READ -> limited(value, LAST_CAPABILITY);
      case SET_TIMERSLACK -> timerSlack = value <= 0 ? DEFAULT_TIMERSLACK : value;
      case GET_TIMERSLACK -> {
        return timerSlack;
      }
      case SET_NO_NEW_PRIVS -> setNoNewPrivileges(call);
      case GET_NO_NEW_PRIVS -> {
        requireZeros(call, 1);
        return task.restrictions().noNewPrivileges() ? 1 : 0;
      }
      case GET_TID_ADDRESS -> call.memory().writeLong(value, task.clearChildTid());
      case SET_THP_DISABLE -> hugePagesDisabled = value == 0 ? 0 : 1;
      case GET_THP_DISABLE -> {
        return hugePagesDisabled;
      }
      default -> throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  private static long limited(long value, long limit) throws LinuxError {
    if (Long.compareUnsigned(value, limit) > 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    return value;
  }

  /** strncpy_from_user: bytes behind the NUL are not touched. */
  private static void setName(Task task, SystemCallContext call) {
    final byte[] name = new byte[TaskName.BYTES - 1];
    for (int i = 0; i < name.length; i++) {
      name[i] = call.memory().readByte(call.argument(1) + i);
      if (name[i] == 0) {
        break;
      }
    }
    task.name().set(name);
  }

  private void setNoNewPrivileges(SystemCallContext call) throws LinuxError {
    if (call.argument(1) != 1) {
      throw new LinuxError(Errno.EINVAL);
    }
    requireZeros(call, 2);
    current.task().restrictions().forgoNewPrivileges();
  }

  /** Arguments from {@code first} to the last one are zero. */
  private static void requireZeros(SystemCallContext call, int first) throws LinuxError {
    for (int i = first; i < ARGUMENTS; i++) {
      if (call.argument(i) != 0) {
        throw new LinuxError(Errno.EINVAL);
      }
    }
  }

  private long architectureControl(SystemCallContext call) throws LinuxError {
    final long address = call.argument(1);
    switch (call.intArgument(0)) {
      case ARCH_SET_FS -> setBase(Register.FS_BASE, address);
      case ARCH_SET_GS -> setBase(Register.GS_BASE, address);
      case ARCH_GET_FS -> call.memory().writeLong(address, cpu.get(Register.FS_BASE));
      case ARCH_GET_GS -> call.memory().writeLong(address, cpu.get(Register.GS_BASE));
      default -> throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  private void setBase(Register register, long base) throws LinuxError {
    if (Long.compareUnsigned(base, USER_LIMIT) >= 0) {
      throw new LinuxError(Errno.EPERM);
    }
    cpu.set(register, base);
  }
}
