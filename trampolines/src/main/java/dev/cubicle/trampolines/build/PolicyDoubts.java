package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a policy says in vain: mostly a name that is mistyped, or a component left over. */
final class PolicyDoubts {
  private PolicyDoubts() {}

  /** One line each, in a fixed order. */
  static List<String> of(Policy policy, Resolution resolution) {
    Set<String> components = new HashSet<>();
    Set<String> functions = new HashSet<>();
    for (LinkUnit unit : resolution.units()) {
      components.add(unit.component().name());
      unit.object().symbols().stream()
          .filter(unit::defines)
          .map(Symbol::name)
          .forEach(functions::add);
    }
    List<String> doubts = new ArrayList<>();
    policy.components().keySet().stream()
        .filter(name -> !components.contains(name))
        .sorted()
        .forEach(name -> doubts.add("component " + name + " has nothing that the others need"));
    policy.functions().keySet().stream()
        .filter(name -> !functions.contains(name))
        .sorted()
        .forEach(
            name -> doubts.add("the policy has rules for function " + name + ", which is nowhere"));
    return doubts;
  }
}
