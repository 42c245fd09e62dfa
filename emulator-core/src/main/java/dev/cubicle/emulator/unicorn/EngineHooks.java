package dev.cubicle.emulator.unicorn;

/**
 * Called by Unicorn while guest code runs. Implementations decide with a table look-up and return;
 * they never throw: an exception in an upcall ends the virtual machine.
 */
public interface EngineHooks {

  /** {@link #fillTlb} access kinds ({@code uc_mem_type}). */
  int READ = 16;

  int WRITE = 17;

  int FETCH = 18;

  /** Permission bits of a translation ({@code uc_prot}). */
  int PERMIT_READ = 1;

  int PERMIT_WRITE = 2;

  int PERMIT_FETCH = 4;

  /** What {@link #fillTlb} answers when the access may not happen. */
  long DENIED = -1;

  /**
   * A translation is missing.
   *
   * @param page the guest virtual page address
   * @param access {@link #READ}, {@link #WRITE} or {@link #FETCH}
   * @return the frame's physical address with PERMIT bits in its low bits, or {@link #DENIED} to
   *     stop with {@link UnicornError#EXCEPTION} and the state before the instruction
   */
  long fillTlb(long page, int access);

  /**
   * A processor exception or INT n. The guest stops after this returns only if {@link Engine#stop}
   * was called.
   */
  void interrupt(int vector);

  /** SYSCALL; stop as for {@link #interrupt}. */
  void systemCall();

  /**
   * IN, OUT, INS or OUTS, which Unicorn carries out at any privilege. The state is that before the
   * instruction, and code after it may still run before a {@link Engine#stop} is heeded.
   */
  void inputOutput();

  /**
   * CPUID.
   *
   * @return whether the registers were set and Unicorn must not set them
   */
  boolean cpuid();

  /**
   * RDTSC and RDTSCP, in engines that were told to ask.
   *
   * @param withProcessor RDTSCP
   * @return whether the registers were set and Unicorn must not set them
   */
  boolean timeStamp(boolean withProcessor);
}
