package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.linux.elf.ProcessImage;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.PeekableMemory;
import java.util.List;

/**
 * A guest that a debugger controls. It is stopped or runs; it begins stopped, before its first
 * instruction. All methods but {@link #interrupt} and {@link #kill} want it stopped, and are called
 * by one thread at a time.
 *
 * <p>Nothing that a debugger does short of writing registers or memory makes a difference to the
 * guest, but for the time that passes on the host's clock.
 */
public interface DebugTarget {

  /**
   * Why the guest is stopped. Waits while it runs.
   *
   * @return a {@link StopReason.Ended} when it is over, from then on
   */
  StopReason stopReason();

  /**
   * Lets the guest go on, and waits until it stops.
   *
   * @throws IllegalArgumentException if there is no such thread
   */
  StopReason resume(Resumption how);

  /** Stops a guest that runs, or the next {@link #resume} before long. From any thread. */
  void interrupt();

  /** The threads that live, in the order in which they began. None after the end. */
  List<GuestThread> threads();

  /**
   * A copy of a thread's registers.
   *
   * @throws IllegalArgumentException if there is no such thread
   */
  ThreadRegisters registers(int thread);

  /**
   * Gives a thread registers. Reserved bits of RFLAGS and MXCSR are dropped, as by the kernel.
   *
   * @throws IllegalArgumentException if there is no such thread
   */
  void setRegisters(int thread, ThreadRegisters registers);

  /**
   * Memory, paged in where need be.
   *
   * @param length 0 or more
   * @param thread the one whose PKRU counts when {@code rights} respects it
   * @return as many bytes from {@code address} on as can be read; none where the first cannot
   */
  byte[] read(long address, int length, MemoryRights rights, int thread);

  /**
   * Writes memory; also where the guest has it for reading and executing only, unless {@code
   * rights} respects that.
   *
   * @return how many bytes were written, from the first on
   */
  int write(long address, byte[] bytes, MemoryRights rights, int thread);

  /** Memory to look at without a trace; for the time of a stop, what is not there then is zero. */
  PeekableMemory memory();

  /** All mappings in the order of addresses. */
  List<Mapping> mappings();

  /** The program: its file, symbols and load address. */
  ProcessImage image();

  /** The path of the program as the guest sees it. */
  String executable();

  /** The auxiliary vector as the kernel gave it to the program. */
  byte[] auxiliaryVector();

  /** Stops before the instruction at an address, whichever thread and whatever PKRU. */
  void add(Breakpoint breakpoint);

  /** Takes out what {@link #add(Breakpoint)} put in; nothing if it is not there. */
  void remove(Breakpoint breakpoint);

  /**
   * Stops at accesses of guest code to a range. What the kernel does in a system call is no such
   * access.
   *
   * @return false if there cannot be so many
   */
  boolean add(Watchpoint watchpoint);

  void remove(Watchpoint watchpoint);

  /** Which signals and faults stop the guest; {@link StopRules#DEFAULT} at first. */
  StopRules stopRules();

  void setStopRules(StopRules rules);

  /** Lets the guest go on without a debugger: forgets all breakpoints and watchpoints. */
  void detach();

  /** Ends the guest. From any thread. */
  void kill();
}
