package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.memory.UserMemory;

/**
 * Priority-inheritance futexes: the word holds the owner's thread id. All threads have one priority
 * here, so what is left is a lock that is handed over in the order of arrival.
 */
final class PriorityFutexes {

  static final int WAITERS = 0x8000_0000;
  static final int OWNER_DIED = 0x4000_0000;
  static final int OWNER = 0x3fff_ffff;

  private final CurrentTask current;
  private final TaskList tasks;
  private final Futexes futexes;
  private final Clocks clocks;

  PriorityFutexes(CurrentTask current, TaskList tasks, Futexes futexes, Clocks clocks) {
    this.current = current;
    this.tasks = tasks;
    this.futexes = futexes;
    this.clocks = clocks;
  }

  long lock(SystemCallContext call, long deadline) throws LinuxError, TaskBlocked {
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
    if (take(call)) {
      return 0;
    }
    final long address = call.argument(0);
    final UserMemory memory = call.memory();
    memory.writeInt(address, memory.readInt(address) | WAITERS);
    final Futexes.Waiter waiter =
        new Futexes.Waiter(
            futexes, current.task(), address, Futexes.ANY, deadline, deadline == Wait.FOREVER);
    futexes.enter(waiter);
    throw new TaskBlocked(waiter);
  }

  long tryLock(SystemCallContext call) throws LinuxError {
    if (take(call)) {
      return 0;
    }
    throw new LinuxError(Errno.EAGAIN);
  }

  /** Takes the lock if nobody has it, or if its owner died. */
  private boolean take(SystemCallContext call) throws LinuxError {
    final long address = call.argument(0);
    final int word = call.memory().readInt(address);
    final int owner = word & OWNER;
    final int self = current.task().id();
    if (owner == self) {
      throw new LinuxError(Errno.EDEADLK);
    }
    if (owner != 0) {
      if (tasks.find(owner) == null) {
        throw new LinuxError(Errno.ESRCH);
      }
      return false;
    }
    call.memory().writeInt(address, (word & ~OWNER) | self);
    return true;
  }

  /** Hands the lock to the longest-waiting thread. */
  long unlock(SystemCallContext call) throws LinuxError {
    final long address = call.argument(0);
    final UserMemory memory = call.memory();
    if ((memory.readInt(address) & OWNER) != current.task().id()) {
      throw new LinuxError(Errno.EPERM);
    }
    // Written before anybody is woken: a word that cannot be written wakes nobody.
    memory.writeInt(address, 0);
    final Task heir = futexes.wakeOne(address);
    if (heir != null) {
      memory.writeInt(address, heir.id() | (futexes.anybodyWaits(address) ? WAITERS : 0));
    }
    return 0;
  }
}
