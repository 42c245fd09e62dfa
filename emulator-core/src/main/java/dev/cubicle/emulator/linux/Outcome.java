package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.memory.AddressSpace;
import java.util.Optional;

/** Settles how the process ends: the first reason counts. */
final class Outcome implements ProcessEnd {

  private final Cpu cpu;
  private final AddressSpace space;
  private final LastFault lastFault;
  private Termination termination;
  private volatile boolean interrupted;
  private volatile boolean timeIsUp;

  Outcome(Cpu cpu, AddressSpace space, LastFault lastFault) {
    this.cpu = cpu;
    this.space = space;
    this.lastFault = lastFault;
  }

  /** From any thread; who calls this has the running thread look around. */
  void interrupt() {
    interrupted = true;
  }

  private void settle(Termination reason) {
    if (termination == null) {
      termination = reason;
    }
  }

  @Override
  public void exited(int status) {
    settle(new Termination.Exited(status));
  }

  @Override
  public void killed(Task task, SignalInfo info, boolean handlerUnreachable) {
    if (termination == null) {
      // A filter that refuses a system call is no fault of the processor.
      final boolean fault =
          handlerUnreachable || info.isFault() && info.signal() != SignalNumber.SIGSYS;
      termination =
          new Termination.Killed(
              info.signal(),
              fault
                  ? Optional.of(
                      FaultDetails.collect(
                          lastFault.of(task), task, cpu, space, info, handlerUnreachable))
                  : Optional.empty());
    }
  }

  @Override
  public void outOfMemory() {
    settle(new Termination.OutOfMemory());
  }

  /** From any thread; who calls this has the running thread look around. */
  void timedOut() {
    timeIsUp = true;
  }

  @Override
  public boolean ended() {
    return termination != null || interrupted || timeIsUp;
  }

  /** How the process ended; it must have. */
  Termination termination() {
    if (termination != null) {
      return termination;
    }
    return interrupted ? new Termination.Interrupted() : new Termination.TimedOut();
  }
}
