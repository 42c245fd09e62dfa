package dev.cubicle.trampolines.policy;

import com.google.common.collect.Sets;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Policy.Cubicle;
import dev.cubicle.trampolines.policy.Policy.Kind;
import dev.cubicle.trampolines.policy.Policy.MemoryPart;
import dev.cubicle.trampolines.policy.Policy.SharedMemory;
import java.util.ArrayList;
import java.util.List;

/** The tables {@code [[memory]]}. */
final class MemoryRules {

  private enum Access {
    READ,
    WRITE
  }

  private final List<PolicyDocument.Memory> rows;
  private final List<Cubicle> cubicles;
  private final Values values;

  MemoryRules(List<PolicyDocument.Memory> rows, List<Cubicle> cubicles, Values values) {
    this.rows = rows;
    this.cubicles = cubicles;
    this.values = values;
  }

  List<SharedMemory> read() throws BadInputException {
    final List<SharedMemory> all = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      final SharedMemory memory = memory(rows.get(i), i);
      for (int j = 0; j < i; j++) {
        if (contradict(all.get(j), memory)) {
          throw values.at(
              "the %s of cubicle %s is open to the same cubicle by entry #%d already"
                  .formatted(rows.get(i).part(), memory.owner(), j + 1),
              "memory",
              i);
        }
      }
      all.add(memory);
    }
    return List.copyOf(all);
  }

  private static boolean contradict(SharedMemory one, SharedMemory other) {
    return one.owner().equals(other.owner())
        && one.part() == other.part()
        && !Sets.intersection(one.to(), other.to()).isEmpty();
  }

  private SharedMemory memory(PolicyDocument.Memory row, int i) throws BadInputException {
    final String name = values.name(row.owner(), "memory", i, "owner");
    final Cubicle owner = values.cubicle(name, cubicles, "memory", i, "owner");
    if (owner.kind() != Kind.ISOLATED) {
      throw values.at(
          owner.kind() == Kind.SHARED
              ? "cubicle %s is shared: its data is everyone's without this".formatted(name)
              : "cubicle %s is trusted: what it has is the monitor's".formatted(name),
          "memory",
          i,
          "owner");
    }
    if (row.part() == null) {
      throw values.at("the key is missing: which of its memory?", "memory", i, "part");
    }
    final MemoryPart part =
        values.word(MemoryPart.class, row.part(), MemoryPart.HEAP, "memory", i, "part");
    final boolean write =
        values.word(Access.class, row.access(), Access.READ, "memory", i, "access") == Access.WRITE;
    if (part == MemoryPart.CONSTANTS && write) {
      throw values.at("nobody writes constants, not even their owner", "memory", i, "access");
    }
    if (part == MemoryPart.CONSTANTS && owner.constantsForEveryone()) {
      throw values.at(
          "everyone may read the constants of cubicle %s (constants = \"everyone\")"
              .formatted(name),
          "memory",
          i,
          "part");
    }
    return new SharedMemory(
        name, part, values.receivers(row.to(), name, cubicles, "memory", i, "to"), write);
  }
}
