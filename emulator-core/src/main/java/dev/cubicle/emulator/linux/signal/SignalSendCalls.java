package dev.cubicle.emulator.linux.signal;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.Identity;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.linux.thread.TaskList;

/**
 * Sending signals: kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo. To this process only.
 */
public final class SignalSendCalls {

  private static final int SI_CODE = 8;

  private final CurrentTask current;
  private final TaskList tasks;
  private final ProcessSignals signals;
  private final Identity identity;

  public SignalSendCalls(
      CurrentTask current, TaskList tasks, ProcessSignals signals, Identity identity) {
    this.current = current;
    this.tasks = tasks;
    this.signals = signals;
    this.identity = identity;
  }

  public void register(SystemCallTable table) {
    table.add(62, "kill", this::kill);
    table.add(200, "tkill", call -> sendToThread(call.intArgument(0), call.intArgument(1)));
    table.add(234, "tgkill", this::tgkill);
    table.add(129, "rt_sigqueueinfo", this::queue);
    table.add(297, "rt_tgsigqueueinfo", this::queueToThread);
  }

  private long kill(SystemCallContext call) throws LinuxError {
    final int target = call.intArgument(0);
    final int signal = call.intArgument(1);
    final boolean ourselves =
        target == 0 || target == identity.processId() || target == -identity.processGroup();
    if (!ourselves && (target <= 0 || tasks.find(target) == null)) {
      throw new LinuxError(Errno.ESRCH);
    }
    if (checkNumber(signal)) {
      accept(signals.send(sent(signal, SignalInfo.SI_USER)));
    }
    return 0;
  }

  private long tgkill(SystemCallContext call) throws LinuxError {
    if (call.intArgument(0) <= 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    if (call.intArgument(0) != identity.processId() && call.intArgument(1) > 0) {
      throw new LinuxError(Errno.ESRCH);
    }
    return sendToThread(call.intArgument(1), call.intArgument(2));
  }

  private long sendToThread(int thread, int signal) throws LinuxError {
    final Task task = thread(thread);
    if (checkNumber(signal)) {
      accept(signals.sendTo(task, sent(signal, SignalInfo.SI_TKILL)));
    }
    return 0;
  }

  private long queue(SystemCallContext call) throws LinuxError {
    final byte[] info = call.memory().read(call.argument(2), SignalInfo.KERNEL_BYTES);
    final int target = call.intArgument(0);
    final int signal = call.intArgument(1);
    checkForged(info, target);
    if (target != identity.processId() && (target <= 0 || tasks.find(target) == null)) {
      throw new LinuxError(Errno.ESRCH);
    }
    if (checkNumber(signal)) {
      accept(signals.send(SignalInfo.queued(signal, info)));
    }
    return 0;
  }

  private long queueToThread(SystemCallContext call) throws LinuxError {
    final byte[] info = call.memory().read(call.argument(3), SignalInfo.KERNEL_BYTES);
    final int group = call.intArgument(0);
    final int thread = call.intArgument(1);
    final int signal = call.intArgument(2);
    if (group <= 0 || thread <= 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    checkForged(info, thread);
    if (group != identity.processId()) {
      throw new LinuxError(Errno.ESRCH);
    }
    final Task task = thread(thread);
    if (checkNumber(signal)) {
      accept(signals.sendTo(task, SignalInfo.queued(signal, info)));
    }
    return 0;
  }

  /** Only to itself may a thread pretend that the kernel or kill sent the signal. */
  private void checkForged(byte[] info, int target) throws LinuxError {
    final int code =
        (info[SI_CODE] & 0xff)
            | (info[SI_CODE + 1] & 0xff) << 8
            | (info[SI_CODE + 2] & 0xff) << 16
            | info[SI_CODE + 3] << 24;
    if ((code >= 0 || code == SignalInfo.SI_TKILL) && target != current.task().id()) {
      throw new LinuxError(Errno.EPERM);
    }
  }

  private Task thread(int id) throws LinuxError {
    if (id <= 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    final Task task = tasks.find(id);
    if (task == null) {
      throw new LinuxError(Errno.ESRCH);
    }
    return task;
  }

  private SignalInfo sent(int signal, int code) {
    return SignalInfo.sent(signal, code, identity.processId(), identity.userId());
  }

  /** Whether there is a signal to send: number 0 only asks whether the target exists. */
  private static boolean checkNumber(int signal) throws LinuxError {
    if (signal != 0 && !SignalNumber.valid(signal)) {
      throw new LinuxError(Errno.EINVAL);
    }
    return signal != 0;
  }

  private static void accept(boolean queued) throws LinuxError {
    if (!queued) {
      throw new LinuxError(Errno.EAGAIN);
    }
  }
}
