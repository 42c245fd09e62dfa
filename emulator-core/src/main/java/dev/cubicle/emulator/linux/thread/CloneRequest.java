package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.memory.UserMemory;

/**
 * What {@code clone} or {@code clone3} is asked for.
 *
 * @param stack the new thread's stack pointer; 0 to keep the caller's
 */
record CloneRequest(
    long flags, long stack, long parentTid, long childTid, long threadPointer, long exitSignal) {

  static final long CLONE_VM = 0x100;
  static final long CLONE_FS = 0x200;
  static final long CLONE_FILES = 0x400;
  static final long CLONE_SIGHAND = 0x800;
  static final long CLONE_THREAD = 0x10000;
  static final long CLONE_SETTLS = 0x80000;
  static final long CLONE_PARENT_SETTID = 0x100000;
  static final long CLONE_CHILD_CLEARTID = 0x200000;
  static final long CLONE_DETACHED = 0x400000;
  static final long CLONE_CHILD_SETTID = 0x1000000;

  /** CLONE_SYSVSEM, CLONE_DETACHED, CLONE_IO: nothing to do for them here. */
  private static final long HARMLESS = 0x40000 | CLONE_DETACHED | 0x8000_0000L;

  private static final long CSIGNAL = 0xff;

  /** Sizes of struct clone_args since Linux 5.3, and the largest that is ever looked at. */
  private static final int CLONE_ARGS_BYTES = 64;

  private static final int CLONE_ARGS_LIMIT = 4096;
  private static final int CLONE_ARGS_KNOWN = 88;

  /** The flags that make a thread of this process, and nothing else. */
  private static final long THREAD =
      CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;

  private static final long OPTIONS =
      CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID;

  /** {@code clone(flags, stack, parent_tid, child_tid, tls)}. */
  static CloneRequest ofClone(SystemCallContext call) {
    final long flags = call.argument(0);
    return new CloneRequest(
        flags & 0xffff_ffffL & ~CSIGNAL,
        call.argument(1),
        call.argument(2),
        call.argument(3),
        call.argument(4),
        flags & CSIGNAL);
  }

  /** {@code clone3(struct clone_args *, size)}. */
  static CloneRequest ofClone3(SystemCallContext call) throws LinuxError {
    final UserMemory memory = call.memory();
    final long arguments = call.argument(0);
    final long size = call.argument(1);
    if (Long.compareUnsigned(size, CLONE_ARGS_LIMIT) > 0) {
      throw new LinuxError(Errno.E2BIG);
    }
    if (size < CLONE_ARGS_BYTES) {
      throw new LinuxError(Errno.EINVAL);
    }
    for (long i = CLONE_ARGS_KNOWN; i < size; i++) {
      if (memory.readByte(arguments + i) != 0) {
        throw new LinuxError(Errno.E2BIG);
      }
    }
    final long flags = memory.readLong(arguments);
    final long stack = memory.readLong(arguments + 40);
    final long stackSize = memory.readLong(arguments + 48);
    if ((flags & (CSIGNAL | CLONE_DETACHED)) != 0 || (stack == 0) != (stackSize == 0)) {
      throw new LinuxError(Errno.EINVAL);
    }
    return new CloneRequest(
        flags,
        stack + stackSize,
        memory.readLong(arguments + 24),
        memory.readLong(arguments + 16),
        memory.readLong(arguments + 56),
        memory.readLong(arguments + 32));
  }

  boolean has(long flag) {
    return (flags & flag) != 0;
  }

  /**
   * Checks as Linux does (copy_process).
   *
   * @throws LinuxError EINVAL for flags that contradict each other
   */
  void check() throws LinuxError {
    final boolean sharesHandlers = has(CLONE_SIGHAND);
    if ((has(CLONE_THREAD) && !sharesHandlers)
        || (sharesHandlers && !has(CLONE_VM))
        || (has(CLONE_THREAD) && Long.compareUnsigned(exitSignal, 64) > 0)) {
      throw new LinuxError(Errno.EINVAL);
    }
  }

  /** Whether it is a thread as pthread libraries make them. */
  boolean makesThread() {
    return (flags & THREAD) == THREAD && (flags & ~(THREAD | OPTIONS | HARMLESS)) == 0;
  }
}
