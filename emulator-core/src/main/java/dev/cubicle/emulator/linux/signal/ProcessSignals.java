package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.linux.Task;
import java.util.Arrays;

/** The process's signal actions and the signals sent to it as a whole. */
public final class ProcessSignals {

  private final SignalAction[] actions = new SignalAction[SignalNumber.LAST + 1];
  private final PendingSignals shared = new PendingSignals();
  private Task leader;

  public ProcessSignals() {
    Arrays.fill(actions, SignalAction.INITIAL);
  }

  /** The first thread: signals to the process go to it unless it blocks them. */
  public void setLeader(Task task) {
    leader = task;
  }

  SignalAction action(int signal) {
    return actions[signal];
  }

  void setAction(int signal, SignalAction action) {
    actions[signal] = action;
  }

  /** Signals sent to the process as a whole. */
  public PendingSignals shared() {
    return shared;
  }

  /** Every signal that {@code task} could take if nothing were blocked. */
  public long pendingFor(Task task) {
    return task.signals().pending().set() | shared.set();
  }

  /**
   * The signals that {@code task} must act on now. One sent to the process goes to the first thread
   * if that does not block it, else to whichever thread looks first (complete_signal in
   * kernel/signal.c).
   */
  public long deliverableTo(Task task) {
    final long blocked = task.signals().blocked();
    long forTask = task.signals().pending().set();
    if (shared.set() != 0) {
      forTask |=
          task == leader || leader.ended()
              ? shared.set()
              : shared.set() & leader.signals().blocked();
    }
    return forTask & ~blocked;
  }

  /**
   * Sends a signal to one thread.
   *
   * @return false when the queue is full (EAGAIN)
   */
  public boolean sendTo(Task task, SignalInfo info) {
    return dropped(task, info) || task.signals().pending().add(info);
  }

  /**
   * Sends a signal to the process.
   *
   * @return false when the queue is full (EAGAIN)
   */
  public boolean send(SignalInfo info) {
    return dropped(leader, info) || shared.add(info);
  }

  /** An ignored signal is dropped at once unless it is blocked: it could be caught by then. */
  private boolean dropped(Task target, SignalInfo info) {
    final int signal = info.signal();
    final boolean dropped =
        (target.signals().blocked() & SignalNumber.bit(signal)) == 0
            && actions[signal].ignores(signal);
    if (dropped) {
      info.leftQueue();
    }
    return dropped;
  }

  /**
   * Sends a signal that cannot wait: the thread cannot go on. Blocked or ignored it kills
   * (force_sig_info_to_task).
   */
  public void force(Task task, SignalInfo info) {
    final int signal = info.signal();
    final ThreadSignals signals = task.signals();
    final boolean blocked = (signals.blocked() & SignalNumber.bit(signal)) != 0;
    if (blocked || actions[signal].handler() == SignalAction.IGNORE) {
      actions[signal] = actions[signal].reset();
      signals.setBlocked(signals.blocked() & ~SignalNumber.bit(signal));
    }
    signals.pending().add(info);
  }

  /** Takes the next signal of {@code set} for {@code task}; null when none waits. */
  SignalInfo take(Task task, long set) {
    final PendingSignals own = task.signals().pending();
    final long mine = own.set() & set;
    final SignalInfo info;
    if (mine != 0) {
      final long synchronous = mine & SignalNumber.SYNCHRONOUS;
      info = own.take(SignalNumber.lowest(synchronous != 0 ? synchronous : mine));
    } else if ((shared.set() & set) != 0) {
      info = shared.take(SignalNumber.lowest(shared.set() & set));
    } else {
      return null;
    }
    info.leftQueue();
    return info;
  }

  /** Forgets a signal that is ignored from now on. */
  void discard(int signal, Iterable<Task> tasks) {
    shared.discard(signal);
    for (Task task : tasks) {
      task.signals().pending().discard(signal);
    }
  }
}
