package dev.cubicle.trampolines.build.crossing;

import dev.cubicle.trampolines.build.image.Region;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.policy.Policy.MemoryPart;
import dev.cubicle.trampolines.policy.Policy.SharedMemory;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of cubicles that the policy opens to others as a whole. */
final class OpenMemory {
  private final CubicleTable cubicles;
  private final Map<Integer, Map<MemoryPart, BitSet>> users = new HashMap<>();

  OpenMemory(CubicleTable cubicles, List<SharedMemory> rules) {
    this.cubicles = cubicles;
    for (SharedMemory rule : rules) {
      users
          .computeIfAbsent(cubicles.number(rule.owner()), _ -> new EnumMap<>(MemoryPart.class))
          .computeIfAbsent(rule.part(), _ -> new BitSet())
          .or(cubicles.numbers(rule.to()));
    }
  }

  /** Whether a cubicle may use data for being in a part of its owner that is open to it. */
  boolean holds(int user, Definition data) {
    Optional<MemoryPart> part = part(data);
    if (part.isEmpty() || data.cubicle() == 0) {
      return false;
    }
    if (part.get() == MemoryPart.CONSTANTS
        && cubicles.policy(data.cubicle()).constantsForEveryone()) {
      return true;
    }
    return users
        .getOrDefault(data.cubicle(), Map.of())
        .getOrDefault(part.get(), new BitSet())
        .get(user);
  }

  private static Optional<MemoryPart> part(Definition data) {
    if (data.symbol().isCommon()) {
      return Optional.of(MemoryPart.DATA);
    }
    if (!data.symbol().isInSection()) {
      return Optional.empty();
    }
    return switch (Region.of(data.section())) {
      case CONSTANTS, RELOCATED_CONSTANTS -> Optional.of(MemoryPart.CONSTANTS);
      case DATA, ZERO -> Optional.of(MemoryPart.DATA);
      case THREAD_DATA, THREAD_ZERO -> Optional.of(MemoryPart.THREAD_LOCAL);
      case CODE, COMMON, GATE, DEBUG, DROPPED -> Optional.empty();
    };
  }
}
