package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.build.image.Region;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.Policy.MemoryPart;
import dev.cubicle.trampolines.policy.Policy.SharedMemory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
    for (SharedMemory memory : policy.memory()) {
      if (!isThere(memory, resolution, numberOf(memory.owner(), policy))) {
        doubts.add(
            "the policy opens the %s of cubicle %s, which has none"
                .formatted(word(memory.part()), memory.owner()));
      }
    }
    return doubts;
  }

  private static int numberOf(String cubicle, Policy policy) {
    return policy.cubicles().stream().map(Policy.Cubicle::name).toList().indexOf(cubicle) + 1;
  }

  private static String word(MemoryPart part) {
    return switch (part) {
      case THREAD_LOCAL -> "thread-local data";
      case HEAP, STACK, DATA, CONSTANTS -> part.name().toLowerCase(Locale.ROOT);
    };
  }

  private static boolean isThere(SharedMemory memory, Resolution resolution, int owner) {
    Set<Region> regions =
        switch (memory.part()) {
          case HEAP, STACK -> Set.of();
          case DATA -> Set.of(Region.DATA, Region.ZERO);
          case CONSTANTS -> Set.of(Region.CONSTANTS, Region.RELOCATED_CONSTANTS);
          case THREAD_LOCAL -> Set.of(Region.THREAD_DATA, Region.THREAD_ZERO);
        };
    return regions.isEmpty()
        || resolution.units().stream()
            .filter(unit -> unit.cubicle() == owner)
            .anyMatch(
                unit ->
                    unit.sections().stream()
                            .anyMatch(s -> s.size() > 0 && regions.contains(Region.of(s)))
                        || (memory.part() == MemoryPart.DATA
                            && unit.object().symbols().stream().anyMatch(Symbol::isCommon)));
  }
}
