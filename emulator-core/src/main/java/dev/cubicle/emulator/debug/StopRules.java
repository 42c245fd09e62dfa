package dev.cubicle.emulator.debug;

import java.util.Set;

/**
 * Which signals and faults stop a guest.
 *
 * @param keyFaults whether to stop at accesses that a key denies, before the guest's handler knows:
 *     most are a monitor's ordinary work
 * @param passedSignals those that are delivered without a stop
 */
public record StopRules(boolean keyFaults, Set<Integer> passedSignals) {

  /** Every signal, but no key fault that the guest has a handler for. */
  public static final StopRules DEFAULT = new StopRules(false, Set.of());

  public StopRules {
    passedSignals = Set.copyOf(passedSignals);
  }

  public StopRules withKeyFaults(boolean stop) {
    return new StopRules(stop, passedSignals);
  }

  public StopRules withPassedSignals(Set<Integer> signals) {
    return new StopRules(keyFaults, signals);
  }
}
