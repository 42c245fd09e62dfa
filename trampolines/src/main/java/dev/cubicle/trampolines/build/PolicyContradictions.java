package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.CubicleTable;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.Policy.FunctionRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Rules of a policy that cannot be kept. */
final class PolicyContradictions {
  private PolicyContradictions() {}

  /**
   * Refuses rules for functions of shared cubicles: they are called directly, so no window would be
   * opened.
   */
  static void refuse(Policy policy, CubicleTable cubicles, Resolution resolution)
      throws BadInputException {
    Map<String, LinkUnit> shared = new HashMap<>();
    Set<String> others = new HashSet<>();
    for (LinkUnit unit : resolution.units()) {
      for (Symbol symbol : unit.object().symbols()) {
        if (unit.defines(symbol) && policy.functions().containsKey(symbol.name())) {
          if (cubicles.isShared(unit.cubicle())) {
            shared.putIfAbsent(symbol.name(), unit);
          } else {
            others.add(symbol.name());
          }
        }
      }
    }
    for (FunctionRule rule : policy.functions().values()) {
      LinkUnit unit = shared.get(rule.name());
      if (unit != null && !others.contains(rule.name())) {
        throw new BadInputException(
            "%s%s is a function of %s, of the shared cubicle %s: calls of it cross no cubicles, so"
                    .formatted(
                        rule.place(), rule.name(), unit.shortName(), cubicles.name(unit.cubicle()))
                + " the rule has no effect; remove it, and put windows where an isolated cubicle is"
                + " entered");
      }
    }
  }
}
