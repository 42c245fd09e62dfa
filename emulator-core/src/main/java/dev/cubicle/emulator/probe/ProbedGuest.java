package dev.cubicle.emulator.probe;

import dev.cubicle.emulator.memory.PeekableMemory;

/** A guest at a {@link Probe}: everything as it is before the instruction. */
public interface ProbedGuest extends PeekableMemory {

  /** The probe's address, which is RIP. */
  long address();

  /**
   * A register's value; one short native call, without allocation.
   *
   * @param number of {@code unicorn.X86}: a general register, RIP, RFLAGS, FS_BASE or GS_BASE
   */
  long register(int number);

  /** PKRU as the instruction will run under. */
  int pkru();

  /** The id of the thread that runs, as the guest's kernel numbers it; 0 if there is no kernel. */
  int thread();

  /**
   * Has the machine stop before the instruction: the run in progress ends with {@code
   * Exit.Stopped}, and RIP is {@link #address}. Costs a flush of the TLB.
   */
  void stop();
}
