package dev.cubicle.trampolines.build.crossing;

import dev.cubicle.trampolines.build.link.MonitorInterface;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.Policy.Kind;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** The cubicles by number: the monitor is 0, then come those of the policy in its order. */
public final class CubicleTable {
  private final List<Policy.Cubicle> cubicles;

  public CubicleTable(List<Policy.Cubicle> cubicles) {
    this.cubicles = List.copyOf(cubicles);
  }

  /** How many there are, with the monitor. */
  public int size() {
    return cubicles.size() + 1;
  }

  public String name(int number) {
    return number == 0 ? MonitorInterface.COMPONENT : cubicles.get(number - 1).name();
  }

  public Kind kind(int number) {
    return number == 0 ? Kind.TRUSTED : cubicles.get(number - 1).kind();
  }

  public boolean isShared(int number) {
    return kind(number) == Kind.SHARED;
  }

  /** What the policy says of it; the monitor is in no policy. */
  public Policy.Cubicle policy(int number) {
    return cubicles.get(number - 1);
  }

  /** The set of all of them. */
  public BitSet all() {
    BitSet all = new BitSet();
    all.set(0, size());
    return all;
  }

  /** Those whose rights code of a cubicle may run with: shared code runs as its caller. */
  public BitSet runningAs(int number) {
    if (isShared(number)) {
      return all();
    }
    BitSet one = new BitSet();
    one.set(number);
    return one;
  }

  /** The number of the cubicle of the policy with that name. */
  public int number(String name) {
    return numbers(Set.of(name)).nextSetBit(0);
  }

  /** The set of the cubicles of the policy with those names. */
  public BitSet numbers(Set<String> names) {
    BitSet numbers = new BitSet();
    for (int number = 1; number < size(); number++) {
      if (names.contains(name(number))) {
        numbers.set(number);
      }
    }
    return numbers;
  }

  /** Who may call a function of the cubicle whose address escapes. */
  BitSet callbackCallers(int number) {
    if (number == 0) {
      return all();
    }
    return policy(number).callbacks().map(this::numbers).orElseGet(this::all);
  }
}
