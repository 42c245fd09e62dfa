package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.ProcessEnd;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.List;

/** What the kernel does for others when a thread ends (kernel/exit.c, kernel/futex/core.c). */
final class ThreadEnd {

  /** Entries of a robust list that are looked at: the list may be a circle. */
  private static final int ROBUST_LIST_LIMIT = 2048;

  private final Scheduler scheduler;
  private final TaskList tasks;
  private final Futexes futexes;
  private final UserMemory memory;
  private final ProcessEnd end;
  private final List<EventListener> listeners;

  ThreadEnd(
      Scheduler scheduler,
      TaskList tasks,
      Futexes futexes,
      UserMemory memory,
      ProcessEnd end,
      List<EventListener> listeners) {
    this.scheduler = scheduler;
    this.tasks = tasks;
    this.futexes = futexes;
    this.memory = memory;
    this.end = end;
    this.listeners = listeners;
  }

  /**
   * Ends the current thread. The last one ends the process with its status
   * (synchronize_group_exit).
   */
  void endCurrent(int status) {
    final Task task = scheduler.task();
    if (tasks.all().size() == 1) {
      end.exited(status);
      return;
    }
    try {
      releaseRobustList(task);
    } catch (BadAddressException e) {
      // Linux stops at the first bad pointer too: the list is the guest's own affair.
    }
    try {
      clearThreadId(task);
    } catch (BadAddressException e) {
      // put_user's failure is ignored as well.
    }
    futexes.forget(task);
    scheduler.endCurrent();
    for (EventListener listener : listeners) {
      listener.on(new Event.TaskEnded(task.id()));
    }
  }

  /**
   * Ends the current thread alone by a signal (do_exit with a signal's number). The last one ends
   * the process by it.
   */
  void killCurrent(SignalInfo info) {
    final Task task = scheduler.task();
    if (tasks.all().size() == 1) {
      end.killed(task, info, false);
      return;
    }
    endCurrent(0);
  }

  private void clearThreadId(Task task) {
    final long address = task.clearChildTid();
    if (address != 0) {
      memory.writeInt(address, 0);
      futexes.wake(address, 1, Futexes.ANY);
    }
  }

  /** {@code struct robust_list_head}: first entry, offset of the lock word, pending operation. */
  private void releaseRobustList(Task task) {
    final long head = task.robustList();
    if (head == 0) {
      return;
    }
    final long offset = memory.readLong(head + 8);
    final long pending = memory.readLong(head + 16);
    long entry = memory.readLong(head);
    for (int i = 0; i < ROBUST_LIST_LIMIT && (entry & ~1) != head; i++) {
      final long next = memory.readLong(entry & ~1);
      if (entry != pending) {
        release(task, (entry & ~1) + offset, (entry & 1) != 0);
      }
      entry = next;
    }
    if ((pending & ~1) != 0) {
      release(task, (pending & ~1) + offset, (pending & 1) != 0);
    }
  }

  private void release(Task task, long address, boolean priority) {
    final int word = memory.readInt(address);
    if ((address & 3) != 0 || (word & PriorityFutexes.OWNER) != task.id()) {
      return;
    }
    memory.writeInt(address, (word & PriorityFutexes.WAITERS) | PriorityFutexes.OWNER_DIED);
    if ((word & PriorityFutexes.WAITERS) == 0) {
      return;
    }
    if (priority) {
      final Task heir = futexes.wakeOne(address);
      if (heir != null) {
        final int waiters = futexes.anybodyWaits(address) ? PriorityFutexes.WAITERS : 0;
        memory.writeInt(address, heir.id() | waiters | PriorityFutexes.OWNER_DIED);
      }
    } else {
      futexes.wake(address, 1, Futexes.ANY);
    }
  }
}
