package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.mpk.AccessKind;

/** Why a guest is stopped. */
public sealed interface StopReason {

  /** A stop of a guest that lives. */
  sealed interface OfThread extends StopReason {

    /** The thread that stopped; all others are stopped, too. */
    int thread();
  }

  /** Nothing was executed yet. */
  record Started(int thread) implements OfThread {}

  /** Before the instruction at a breakpoint. */
  record BreakpointHit(int thread, Breakpoint breakpoint) implements OfThread {}

  /**
   * Behind an instruction that accessed a watched range.
   *
   * @param address of the first byte accessed
   * @param size in bytes
   * @param rip address of the instruction
   */
  record Watched(int thread, Watchpoint watchpoint, long address, int size, boolean write, long rip)
      implements OfThread {}

  /** As many instructions were executed as was asked for. */
  record StepDone(int thread) implements OfThread {}

  /**
   * A signal is about to be delivered.
   *
   * @param signal its number
   * @param code si_code
   * @param address si_addr of a fault, else 0
   * @param handled whether the guest has a handler
   */
  record Signalled(int thread, int signal, int code, long address, boolean handled)
      implements OfThread {}

  /**
   * An access that a key denies, before the guest learns of it. Going on without a signal tries the
   * access again; with SIGSEGV, the guest's handler gets it.
   *
   * @param address the guest virtual address
   * @param key the page's protection key
   * @param errorCode as of #PF
   */
  record KeyFault(int thread, long address, AccessKind access, int key, int errorCode)
      implements OfThread {}

  /** {@link DebugTarget#interrupt} was called. */
  record Interrupted(int thread) implements OfThread {}

  /** There is nothing before this. */
  record HistoryStart(int thread) implements OfThread {}

  /** There is nothing recorded after this. */
  record HistoryEnd(int thread) implements OfThread {}

  /** The guest is over. */
  record Ended(Termination termination) implements StopReason {}
}
