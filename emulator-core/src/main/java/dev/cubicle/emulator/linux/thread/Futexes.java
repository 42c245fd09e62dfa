package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;

/**
 * The queues of threads that wait on a word of memory. A word is known by its virtual address: with
 * one process that is exact, but for one page mapped shared at two addresses.
 */
public final class Futexes {

  /** Matches every waiter (FUTEX_BITSET_MATCH_ANY). */
  public static final int ANY = -1;

  /** A thread in a queue. */
  static final class Waiter implements Wait {
    private final Futexes futexes;
    private final Task task;
    private final int bits;
    private final long deadline;
    private final boolean restartable;
    private long address;
    private boolean woken;

    Waiter(Futexes futexes, Task task, long address, int bits, long deadline, boolean restartable) {
      this.futexes = futexes;
      this.task = task;
      this.address = address;
      this.bits = bits;
      this.deadline = deadline;
      this.restartable = restartable;
    }

    Task task() {
      return task;
    }

    @Override
    public boolean ready() {
      return woken;
    }

    @Override
    public long deadline() {
      return deadline;
    }

    @Override
    public boolean restartable() {
      return restartable;
    }

    @Override
    public long interrupted(UserMemory memory) {
      futexes.leave(this);
      return Wait.super.interrupted(memory);
    }
  }

  private final Map<Long, Queue<Waiter>> queues = new HashMap<>();

  void enter(Waiter waiter) {
    queues.computeIfAbsent(waiter.address, address -> new ArrayDeque<>()).add(waiter);
  }

  void leave(Waiter waiter) {
    final Queue<Waiter> queue = queues.get(waiter.address);
    if (queue != null && queue.remove(waiter) && queue.isEmpty()) {
      queues.remove(waiter.address);
    }
  }

  /** Wakes up to {@code limit} threads whose bits match, the longest waiting first. */
  public int wake(long address, int limit, int bits) {
    final Queue<Waiter> queue = queues.get(address);
    if (queue == null) {
      return 0;
    }
    int count = 0;
    for (Iterator<Waiter> each = queue.iterator(); each.hasNext() && count < limit; ) {
      final Waiter waiter = each.next();
      if ((waiter.bits & bits) != 0) {
        each.remove();
        waiter.woken = true;
        count++;
      }
    }
    if (queue.isEmpty()) {
      queues.remove(address);
    }
    return count;
  }

  /** Wakes the longest-waiting thread; null when there is none. */
  Task wakeOne(long address) {
    final Queue<Waiter> queue = queues.get(address);
    final Waiter first = queue == null ? null : queue.peek();
    if (first == null) {
      return null;
    }
    wake(address, 1, ANY);
    return first.task;
  }

  boolean anybodyWaits(long address) {
    return queues.containsKey(address);
  }

  /** Moves up to {@code limit} threads to another queue. */
  int requeue(long from, long to, int limit) {
    final Queue<Waiter> queue = queues.get(from);
    if (queue == null || from == to) {
      return queue == null ? 0 : Math.min(limit, queue.size());
    }
    int count = 0;
    while (count < limit && !queue.isEmpty()) {
      final Waiter waiter = queue.remove();
      waiter.address = to;
      enter(waiter);
      count++;
    }
    if (queue.isEmpty()) {
      queues.remove(from);
    }
    return count;
  }

  /** Forgets a thread that waits no more because it is gone. */
  void forget(Task task) {
    queues.values().forEach(queue -> queue.removeIf(waiter -> waiter.task == task));
    queues.values().removeIf(Queue::isEmpty);
  }
}
