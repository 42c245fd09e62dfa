package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.linux.time.Timespec;

/** {@code futex} (futex(2), kernel/futex). */
public final class FutexCalls {

  private static final int WAIT = 0;
  private static final int WAKE = 1;
  private static final int REQUEUE = 3;
  private static final int CMP_REQUEUE = 4;
  private static final int WAKE_OP = 5;
  private static final int LOCK_PI = 6;
  private static final int UNLOCK_PI = 7;
  private static final int TRYLOCK_PI = 8;
  private static final int WAIT_BITSET = 9;
  private static final int WAKE_BITSET = 10;
  private static final int LOCK_PI2 = 13;

  private static final int PRIVATE = 128;
  private static final int CLOCK_REALTIME = 256;

  private final CurrentTask current;
  private final Futexes futexes;
  private final PriorityFutexes priorityFutexes;
  private final Clocks clocks;

  public FutexCalls(CurrentTask current, TaskList tasks, Futexes futexes, Clocks clocks) {
    this.current = current;
    this.futexes = futexes;
    this.priorityFutexes = new PriorityFutexes(current, tasks, futexes, clocks);
    this.clocks = clocks;
  }

  public void register(SystemCallTable table) {
    table.add(202, "futex", this::futex);
  }

  private long futex(SystemCallContext call) throws LinuxError, TaskBlocked {
    final int operation = call.intArgument(1);
    final int command = operation & ~(PRIVATE | CLOCK_REALTIME);
    final boolean realtime = (operation & CLOCK_REALTIME) != 0;
    if (realtime && command != WAIT && command != WAIT_BITSET && command != LOCK_PI2) {
      throw new LinuxError(Errno.ENOSYS);
    }
    final long address = call.argument(0);
    if ((address & 3) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    return switch (command) {
      case WAIT -> sleep(call, Futexes.ANY, relative(call));
      case WAIT_BITSET -> sleep(call, call.intArgument(5), absolute(call, realtime));
      case WAKE -> wake(call, Futexes.ANY);
      case WAKE_BITSET -> wake(call, call.intArgument(5));
      case REQUEUE -> requeue(call, false);
      case CMP_REQUEUE -> requeue(call, true);
      case WAKE_OP -> wakeOperation(call);
      case LOCK_PI -> priorityFutexes.lock(call, absolute(call, true));
      case LOCK_PI2 -> priorityFutexes.lock(call, absolute(call, realtime));
      case TRYLOCK_PI -> priorityFutexes.tryLock(call);
      case UNLOCK_PI -> priorityFutexes.unlock(call);
      default -> throw new LinuxError(Errno.ENOSYS);
    };
  }

  private long relative(SystemCallContext call) throws LinuxError {
    final long timeout = call.argument(3);
    if (timeout == 0 || call.resumedFrom().isPresent()) {
      return Wait.FOREVER;
    }
    return clocks.deadlineIn(Timespec.read(call.memory(), timeout));
  }

  private long absolute(SystemCallContext call, boolean realtime) throws LinuxError {
    final long timeout = call.argument(3);
    if (timeout == 0 || call.resumedFrom().isPresent()) {
      return Wait.FOREVER;
    }
    final long time = Timespec.read(call.memory(), timeout);
    return realtime ? clocks.deadlineAtRealtime(time) : clocks.deadlineAtMonotonic(time);
  }

  private long sleep(SystemCallContext call, int bits, long deadline)
      throws LinuxError, TaskBlocked {
    if (call.resumedFrom().orElse(null) instanceof Futexes.Waiter waiter) {
      if (waiter.ready()) {
        return 0;
      }
      if (!clocks.reached(waiter.deadline())) {
        throw new TaskBlocked(waiter);
      }
      futexes.leave(waiter);
      throw new LinuxError(Errno.ETIMEDOUT);
    }
    if (bits == 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long address = call.argument(0);
    if (call.memory().readInt(address) != call.intArgument(2)) {
      throw new LinuxError(Errno.EAGAIN);
    }
    final Futexes.Waiter waiter =
        new Futexes.Waiter(
            futexes, current.task(), address, bits, deadline, deadline == Wait.FOREVER);
    futexes.enter(waiter);
    throw new TaskBlocked(waiter);
  }

  /** Linux wakes one thread even when asked for none or fewer. */
  private long wake(SystemCallContext call, int bits) throws LinuxError {
    if (bits == 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    return futexes.wake(call.argument(0), Math.max(1, call.intArgument(2)), bits);
  }

  private long requeue(SystemCallContext call, boolean compare) throws LinuxError {
    final int wake = call.intArgument(2);
    final int move = (int) call.argument(3);
    final long target = call.argument(4);
    if (wake < 0 || move < 0 || (target & 3) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final long address = call.argument(0);
    if (compare && call.memory().readInt(address) != call.intArgument(5)) {
      throw new LinuxError(Errno.EAGAIN);
    }
    final int woken = futexes.wake(address, wake, Futexes.ANY);
    return woken + futexes.requeue(address, target, move);
  }

  private long wakeOperation(SystemCallContext call) throws LinuxError {
    final long target = call.argument(4);
    if ((target & 3) != 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final FutexOperation operation = FutexOperation.decode(call.intArgument(5));
    final int before = call.memory().readInt(target);
    call.memory().writeInt(target, operation.apply(before));
    final long woken =
        futexes.wake(call.argument(0), Math.max(1, call.intArgument(2)), Futexes.ANY);
    return operation.matches(before)
        ? woken + futexes.wake(target, Math.max(1, (int) call.argument(3)), Futexes.ANY)
        : woken;
  }
}
