package dev.cubicle.emulator.linux.seccomp;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.signal.ProcessSignals;
import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;

/** Holds the system calls of restricted threads against their filters: __seccomp_filter(). */
public final class CallGuard {

  private static final int MAXIMUM_ERRNO = 4095;

  /** SYS_SECCOMP. */
  private static final int SI_CODE = 1;

  private static final int READ = 0;
  private static final int WRITE = 1;
  private static final int SIGNAL_RETURN = 15;
  private static final int EXIT = 60;

  /** How a thread ends that made a call which it may not make. */
  public interface Executioner {

    /** Ends the current thread; where it is the last one, the process, by {@code info}. */
    void killThread(SignalInfo info);

    /** Ends the process by {@code info}, whatever handlers there are. */
    void killProcess(Task task, SignalInfo info);
  }

  private final Cpu cpu;
  private final ProcessSignals signals;
  private final Executioner executioner;
  private final SystemCallData data = new SystemCallData();

  public CallGuard(Cpu cpu, ProcessSignals signals, Executioner executioner) {
    this.cpu = cpu;
    this.signals = signals;
    this.executioner = executioner;
  }

  /**
   * Judges the call that the thread is about to make.
   *
   * @return whether to carry it out; if not, what is to happen instead has been done
   */
  public boolean permits(Task task) {
    final CallRestrictions restrictions = task.restrictions();
    if (restrictions.none()) {
      return true;
    }
    if (restrictions.mode() == CallRestrictions.STRICT) {
      return strictlyPermits(task);
    }
    data.take(cpu);
    final int verdict = restrictions.filter().verdict(data);
    final int action = verdict & SystemCallFilter.ACTION;
    if (action == SystemCallFilter.ALLOW || action == SystemCallFilter.LOG) {
      return true;
    }
    refuse(task, action, verdict & SystemCallFilter.DATA);
    return false;
  }

  private boolean strictlyPermits(Task task) {
    switch ((int) cpu.get(Register.RAX)) {
      case READ, WRITE, EXIT, SIGNAL_RETURN -> {
        return true;
      }
      default -> {
        executioner.killThread(SignalInfo.kernel(SignalNumber.SIGKILL));
        return false;
      }
    }
  }

  private void refuse(Task task, int action, int reason) {
    switch (action) {
      case SystemCallFilter.ERRNO -> cpu.set(Register.RAX, -Math.min(reason, MAXIMUM_ERRNO));
      // RAX still holds the call's number, as the handler is to see it.
      case SystemCallFilter.TRAP -> signals.force(task, signal(reason));
      // No tracer and no listener is there to be asked.
      case SystemCallFilter.TRACE, SystemCallFilter.USER_NOTIF ->
          cpu.set(Register.RAX, -Errno.ENOSYS.number());
      case SystemCallFilter.KILL_THREAD -> executioner.killThread(signal(reason));
      default -> executioner.killProcess(task, signal(reason));
    }
  }

  private SignalInfo signal(int reason) {
    return SignalInfo.systemCall(
        SI_CODE,
        reason,
        cpu.get(Register.RIP),
        (int) cpu.get(Register.RAX),
        SystemCallData.ARCHITECTURE);
  }
}
