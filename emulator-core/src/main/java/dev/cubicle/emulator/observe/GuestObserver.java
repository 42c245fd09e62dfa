package dev.cubicle.emulator.observe;

/**
 * Watches a run in which nothing is stopped. The guest's monitor, started with {@code observe=on},
 * tells of every access to a page that it would not have allowed, by a system call that Linux does
 * not have ({@link #SYSTEM_CALL}). The observer may {@linkplain ObservedGuest#lift lift} the key of
 * that page; from then on each access to it under that PKRU is carried out and reported, one by
 * one, until the page gets another key.
 */
public interface GuestObserver {

  /** The number of the monitor's system call; Linux has none with it and answers ENOSYS. */
  int SYSTEM_CALL = 511;

  /** Called once, before the guest runs. */
  void attached(ObservedGuest guest);

  /**
   * The monitor speaks. Called outside emulation.
   *
   * @param arguments RDI, RSI, RDX, R10 and R8 of the call; valid during the call alone
   * @return what the monitor gets; a negative errno where the observer does not understand
   */
  long told(long[] arguments);

  /**
   * An instruction is about to access a page whose key was lifted. Called from within emulation, on
   * the thread that runs the machine: guest memory may be read, nothing else; must not throw.
   *
   * @param rip address of the instruction
   * @param gsBase the GS base of the thread
   * @param address the guest virtual address
   * @param size in bytes, 1 to 16; the access may go on into the next page
   */
  void accessed(long rip, long gsBase, long address, int size, boolean write);
}
