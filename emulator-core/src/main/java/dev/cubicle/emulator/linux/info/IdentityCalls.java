package dev.cubicle.emulator.linux.info;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.Identity;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;

/**
 * Process, user and group ids; process groups and sessions. The ids never change: a call that asks
 * for the present ones succeeds, any other is refused.
 */
final class IdentityCalls {

  private static final int UNCHANGED = -1;

  private final Identity identity;

  IdentityCalls(Identity identity) {
    this.identity = identity;
  }

  void register(SystemCallTable table) {
    table.add(39, "getpid", call -> identity.processId(), _ -> true);
    table.add(110, "getppid", call -> identity.parentId());
    table.add(102, "getuid", call -> identity.userId());
    table.add(107, "geteuid", call -> identity.userId());
    table.add(104, "getgid", call -> identity.groupId());
    table.add(108, "getegid", call -> identity.groupId());
    table.add(118, "getresuid", call -> three(call, identity.userId()));
    table.add(120, "getresgid", call -> three(call, identity.groupId()));
    table.add(105, "setuid", call -> same(call, 1, identity.userId()));
    table.add(106, "setgid", call -> same(call, 1, identity.groupId()));
    table.add(113, "setreuid", call -> same(call, 2, identity.userId()));
    table.add(114, "setregid", call -> same(call, 2, identity.groupId()));
    table.add(117, "setresuid", call -> same(call, 3, identity.userId()));
    table.add(119, "setresgid", call -> same(call, 3, identity.groupId()));
    table.add(122, "setfsuid", call -> identity.userId());
    table.add(123, "setfsgid", call -> identity.groupId());
    table.add(115, "getgroups", this::groups);
    table.add(116, "setgroups", IdentityCalls::refuse);
    table.add(109, "setpgid", this::setGroup);
    table.add(111, "getpgrp", call -> identity.processGroup());
    table.add(121, "getpgid", this::ofProcess);
    table.add(124, "getsid", this::ofProcess);
    // The process leads its group already, so it cannot make a session (setsid(2)).
    table.add(112, "setsid", IdentityCalls::refuse);
    table.add(61, "wait4", IdentityCalls::noChild);
    table.add(247, "waitid", IdentityCalls::noChild);
  }

  private static long refuse(SystemCallContext call) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  private static long noChild(SystemCallContext call) throws LinuxError {
    throw new LinuxError(Errno.ECHILD);
  }

  private static long three(SystemCallContext call, int id) {
    for (int i = 0; i < 3; i++) {
      call.memory().writeInt(call.argument(i), id);
    }
    return 0;
  }

  private static long same(SystemCallContext call, int count, int id) throws LinuxError {
    for (int i = 0; i < count; i++) {
      final int wanted = call.intArgument(i);
      if (wanted != id && !(wanted == UNCHANGED && count > 1)) {
        throw new LinuxError(wanted == UNCHANGED ? Errno.EINVAL : Errno.EPERM);
      }
    }
    return 0;
  }

  private long groups(SystemCallContext call) throws LinuxError {
    final int size = call.intArgument(0);
    if (size < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (size > 0) {
      call.memory().writeInt(call.argument(1), identity.groupId());
    }
    return 1;
  }

  private long setGroup(SystemCallContext call) throws LinuxError {
    final int process = call.intArgument(0);
    final int group = call.intArgument(1);
    if (group < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    checkOurs(process);
    if (group != 0 && group != identity.processGroup()) {
      throw new LinuxError(Errno.EPERM);
    }
    return 0;
  }

  private long ofProcess(SystemCallContext call) throws LinuxError {
    checkOurs(call.intArgument(0));
    return identity.processGroup();
  }

  private void checkOurs(int process) throws LinuxError {
    if (process != 0 && process != identity.processId()) {
      throw new LinuxError(Errno.ESRCH);
    }
  }
}
