package dev.cubicle.emulator.machine;

/**
 * Answers system calls while guest code runs on: leaving emulation and entering it again costs
 * several times what a call such as {@code rt_sigprocmask} does.
 *
 * <p>Called on the thread that runs the machine, from within emulation. So a call that is answered
 * here must not touch {@link Cpu}, change mappings, or throw. Memory may be read and written; where
 * that pages something in, the machine stops by itself before it could miss the change.
 */
@FunctionalInterface
public interface BriefCalls {

  /** What to do about a call. */
  enum Verdict {
    /** Nothing was done: {@link Processor#run} returns {@link Exit.SystemCall}. */
    DECLINED,
    /** The result was set; guest code goes on behind the instruction. */
    GO_ON,
    /** The result was set; {@link Processor#run} returns {@link Exit.Stopped}. */
    STOP
  }

  /** The registers of a call. Valid during {@link #call} alone. */
  interface Registers {

    /** The low 32 bits of RAX. */
    int number();

    /** RDI, RSI, RDX or R10, for 0 to 3. */
    long argument(int index);

    /** Sets what RAX holds afterwards. */
    void answer(long result);
  }

  Verdict call(Registers registers);
}
