package dev.cubicle.emulator.debug;

/**
 * Stops the guest before an instruction. Two that are equal in all their parts are still two:
 * compared by identity.
 */
public final class Breakpoint {

  /**
   * Decides whether a breakpoint that was reached stops the guest. Called while the guest is held,
   * perhaps very often, on whatever thread holds it: may read registers and memory through the
   * target, nothing else; must not throw.
   */
  @FunctionalInterface
  public interface Condition {

    /**
     * @param thread the thread that reached it
     */
    boolean holds(DebugTarget target, int thread);
  }

  private static final Condition ALWAYS = (target, thread) -> true;

  private final long address;
  private final Condition condition;

  public Breakpoint(long address) {
    this(address, ALWAYS);
  }

  public Breakpoint(long address, Condition condition) {
    this.address = address;
    this.condition = condition;
  }

  /** The guest virtual address of the instruction. */
  public long address() {
    return address;
  }

  public Condition condition() {
    return condition;
  }
}
