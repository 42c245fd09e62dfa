package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.Processor;

/**
 * Holds a process and lets it go on: what a debugger is to the kernel. Called on the thread that
 * runs the process, which stands still meanwhile.
 */
public interface RunControl {

  /**
   * What the kernel is to run guest code on, called once.
   *
   * @param machine what really does
   */
  Processor processor(Machine machine);

  /** Called once, before the process runs. */
  void attached(ControlledProcess process);

  /**
   * A signal is about to be acted on; the thread's registers are those of the processor.
   *
   * @param caught whether a handler would run
   * @return the signal to act on instead, or the same; null for none
   */
  SignalInfo signal(Task task, SignalInfo info, boolean caught);

  /** No thread runs guest code: between two threads, and before and after waiting for one. */
  void idle();

  /** The process is over; its memory and registers are about to go. */
  void ended(Termination termination);
}
