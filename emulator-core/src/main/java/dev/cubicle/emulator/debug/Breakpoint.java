package dev.cubicle.emulator.debug;

import dev.cubicle.emulator.probe.ProbedGuest;

/**
 * Stops the guest before an instruction. Two that are equal in all their parts are still two:
 * compared by identity.
 */
public final class Breakpoint {

  /**
   * Decides whether a breakpoint that was reached stops the guest. Called from within emulation,
   * perhaps very often, on the thread that runs the guest; must not throw.
   */
  @FunctionalInterface
  public interface Condition {

    /**
     * @param guest before the instruction; valid during the call alone
     */
    boolean holds(ProbedGuest guest);
  }

  private static final Condition ALWAYS = _ -> true;

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
