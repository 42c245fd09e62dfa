package dev.cubicle.emulator.linux.seccomp;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.Identity;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.linux.thread.TaskList;
import dev.cubicle.emulator.memory.UserMemory;

/**
 * {@code seccomp(2)} and its older form in {@code prctl(2)}: kernel/seccomp.c of Linux 6.12. There
 * are no listeners (SECCOMP_FILTER_FLAG_NEW_LISTENER): asked for one, it answers EINVAL as kernels
 * before 5.0 do. Against the limit of a thread's filters counts their length as the guest wrote
 * them; Linux counts its own translation of them.
 */
public final class SeccompCalls {

  private static final int SET_MODE_STRICT = 0;
  private static final int SET_MODE_FILTER = 1;
  private static final int GET_ACTION_AVAIL = 2;
  private static final int GET_NOTIF_SIZES = 3;

  private static final long TSYNC = 1;
  private static final long FLAG_LOG = 2;
  private static final long SPEC_ALLOW = 4;
  private static final long TSYNC_ESRCH = 16;
  private static final long KNOWN_FLAGS = TSYNC | FLAG_LOG | SPEC_ALLOW | TSYNC_ESRCH;

  /** BPF_MAXINSNS. */
  private static final int LONGEST_PROGRAM = 4096;

  /** MAX_INSNS_PER_PATH. */
  private static final int HIGHEST_COST = 32768;

  private static final int PROGRAM_POINTER = 8;

  /** Bytes of struct seccomp_notif, seccomp_notif_resp and seccomp_data. */
  private static final int[] NOTIFICATION_SIZES = {80, 24, SystemCallData.BYTES};

  private final CurrentTask current;
  private final TaskList tasks;
  private final Identity identity;

  public SeccompCalls(CurrentTask current, TaskList tasks, Identity identity) {
    this.current = current;
    this.tasks = tasks;
    this.identity = identity;
  }

  public void register(SystemCallTable table) {
    table.add(317, "seccomp", this::seccomp);
  }

  private long seccomp(SystemCallContext call) throws LinuxError {
    final long flags = call.argument(1) & 0xffff_ffffL;
    final long argument = call.argument(2);
    final int operation = call.intArgument(0);
    if (operation == SET_MODE_FILTER) {
      return setFilter(call.memory(), flags, argument);
    }
    require(flags == 0, Errno.EINVAL);
    switch (operation) {
      case SET_MODE_STRICT -> {
        require(argument == 0, Errno.EINVAL);
        setStrict();
      }
      case GET_ACTION_AVAIL -> require(known(call.memory().readInt(argument)), Errno.EOPNOTSUPP);
      case GET_NOTIF_SIZES -> {
        for (int i = 0; i < NOTIFICATION_SIZES.length; i++) {
          call.memory().writeShort(argument + 2L * i, (short) NOTIFICATION_SIZES[i]);
        }
      }
      default -> throw new LinuxError(Errno.EINVAL);
    }
    return 0;
  }

  /** {@code prctl(PR_SET_SECCOMP, mode, filter)}. */
  public long setMode(UserMemory memory, long mode, long filter) throws LinuxError {
    if (mode == CallRestrictions.FILTER) {
      return setFilter(memory, 0, filter);
    }
    require(mode == CallRestrictions.STRICT, Errno.EINVAL);
    setStrict();
    return 0;
  }

  private static boolean known(int action) {
    return switch (action) {
      case SystemCallFilter.KILL_PROCESS,
          SystemCallFilter.KILL_THREAD,
          SystemCallFilter.TRAP,
          SystemCallFilter.ERRNO,
          SystemCallFilter.USER_NOTIF,
          SystemCallFilter.TRACE,
          SystemCallFilter.LOG,
          SystemCallFilter.ALLOW ->
          true;
      default -> false;
    };
  }

  private void setStrict() throws LinuxError {
    final CallRestrictions restrictions = current.task().restrictions();
    require(restrictions.mode() != CallRestrictions.FILTER, Errno.EINVAL);
    restrictions.beStrict();
  }

  private long setFilter(UserMemory memory, long flags, long address) throws LinuxError {
    require((flags & ~KNOWN_FLAGS) == 0, Errno.EINVAL);
    final CallRestrictions restrictions = current.task().restrictions();
    final FilterProgram program = read(memory, address, restrictions);
    require(restrictions.mode() != CallRestrictions.STRICT, Errno.EINVAL);
    final int cost = program.length() + SystemCallFilter.cost(restrictions.filter());
    require(cost <= HIGHEST_COST, Errno.ENOMEM);
    if ((flags & TSYNC) != 0) {
      final int other = whoCannotFollow(restrictions.filter());
      if (other != 0) {
        require((flags & TSYNC_ESRCH) == 0, Errno.ESRCH);
        return other;
      }
    }
    restrictions.filterWith(new SystemCallFilter(program, restrictions.filter()));
    if ((flags & TSYNC) != 0) {
      synchronise(restrictions);
    }
    return 0;
  }

  /** Reads a {@code struct sock_fprog} and its program. */
  private FilterProgram read(UserMemory memory, long address, CallRestrictions restrictions)
      throws LinuxError {
    final int length = memory.readShort(address) & 0xffff;
    final long instructions = memory.readLong(address + PROGRAM_POINTER);
    require(length > 0 && length <= LONGEST_PROGRAM, Errno.EINVAL);
    require(restrictions.noNewPrivileges() || identity.userId() == 0, Errno.EACCES);
    require(instructions != 0, Errno.EINVAL);
    final BpfInstruction[] program = new BpfInstruction[length];
    for (int i = 0; i < length; i++) {
      program[i] =
          BpfInstruction.of(memory.readLong(instructions + (long) i * BpfInstruction.BYTES));
    }
    require(FilterCheck.accepts(program), Errno.EINVAL);
    return new FilterProgram(program);
  }

  /** The thread whose restrictions are not a part of the caller's; 0 when there is none. */
  private int whoCannotFollow(SystemCallFilter filter) {
    for (Task task : tasks.all()) {
      final CallRestrictions theirs = task.restrictions();
      final boolean follows =
          theirs.none()
              || theirs.mode() == CallRestrictions.FILTER
                  && (theirs.filter() == filter || theirs.filter().isAncestorOf(filter));
      if (task != current.task() && !task.ended() && !follows) {
        return task.id();
      }
    }
    return 0;
  }

  private void synchronise(CallRestrictions caller) {
    for (Task task : tasks.all()) {
      if (task != current.task()) {
        task.restrictions().filterWith(caller.filter());
        if (caller.noNewPrivileges()) {
          task.restrictions().forgoNewPrivileges();
        }
      }
    }
  }

  private static void require(boolean condition, Errno otherwise) throws LinuxError {
    if (!condition) {
      throw new LinuxError(otherwise);
    }
  }
}
