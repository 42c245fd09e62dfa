package dev.cubicle.emulator.machine;

import dev.cubicle.mpk.AccessKind;

/** Why guest code stopped running. The CPU state is that before the instruction unless said. */
public sealed interface Exit {

  /** SYSCALL. RIP is behind the instruction; RCX and R11 are not yet overwritten. */
  record SystemCall() implements Exit {
    public static final SystemCall INSTANCE = new SystemCall();
  }

  /**
   * A page fault (vector 14).
   *
   * @param address the guest virtual address, what CR2 would hold
   * @param access what was attempted
   * @param errorCode the error code of #PF (SDM volume 3A, section 4.7): bit 0 present, bit 1
   *     write, bit 2 user, bit 4 fetch, bit 5 protection key
   * @param key the page's protection key, 0 when it is not present
   */
  record PageFault(long address, AccessKind access, int errorCode, int key) implements Exit {}

  /**
   * A processor exception or a software interrupt other than #PF and #UD.
   *
   * @param vector the vector: 0 #DE, 1 #DB, 3 #BP (RIP behind INT3), 13 #GP, 16 #MF, 17 #AC, 19
   *     #XM; with {@code software} the operand of INT n, n not 3 (RIP at the instruction)
   */
  record Interrupt(int vector, boolean software) implements Exit {
    /** #GP raised by the processor. */
    public static final Interrupt GENERAL_PROTECTION = new Interrupt(13, false);

    /** #DB behind the one instruction that {@link Machine#step} was to execute. */
    public static final Interrupt SINGLE_STEP = new Interrupt(1, false);
  }

  /** An instruction that the processor does not have (#UD, vector 6). */
  record InvalidInstruction() implements Exit {
    public static final InvalidInstruction INSTANCE = new InvalidInstruction();
  }

  /**
   * {@link Machine#requestStop} was called; RIP is at the next instruction to execute.
   *
   * @param afterCall whether a system call was just answered in place: RIP is behind it
   */
  record Stopped(boolean afterCall) implements Exit {
    public static final Stopped INSTANCE = new Stopped(false);
    public static final Stopped AFTER_CALL = new Stopped(true);
  }
}
