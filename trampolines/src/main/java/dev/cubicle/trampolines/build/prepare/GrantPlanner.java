package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.CubicleTable;
import dev.cubicle.trampolines.build.crossing.DataGrant;
import dev.cubicle.trampolines.build.image.PlannedGrant;
import dev.cubicle.trampolines.policy.Policy.SharedMemory;
import dev.cubicle.trampolines.policy.Policy.Sharing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts what the policy opens for ever into as few windows as can be: a cubicle has 64 of them, one
 * bit each in the record of a page.
 */
final class GrantPlanner {
  private static final int MOST_WINDOWS = 64;

  private final CubicleTable cubicles;
  private final LinkNames names;

  /** By owner: what its windows are for, and their numbers. */
  private final Map<Integer, Map<Purpose, Integer>> windows = new HashMap<>();

  GrantPlanner(CubicleTable cubicles, LinkNames names) {
    this.cubicles = cubicles;
    this.names = names;
  }

  private record Purpose(boolean write, BitSet to) {}

  /**
   * @throws BadInputException if a cubicle would need too many windows
   */
  List<PlannedGrant> plan(List<DataGrant> data, List<SharedMemory> memory)
      throws BadInputException {
    List<PlannedGrant> grants = new ArrayList<>();
    for (DataGrant grant : data) {
      if (grant.sharing() == Sharing.READ || grant.sharing() == Sharing.WRITE) {
        grants.add(
            grant(
                new PlannedGrant.Datum(
                    names.of(grant.data()), Math.max(1, grant.data().symbol().size())),
                grant.data().cubicle(),
                new Purpose(grant.sharing() == Sharing.WRITE, grant.to())));
      }
    }
    for (SharedMemory grant : memory) {
      grants.add(
          grant(
              new PlannedGrant.Everything(grant.part()),
              cubicles.number(grant.owner()),
              new Purpose(grant.write(), cubicles.numbers(grant.to()))));
    }
    return grants;
  }

  private PlannedGrant grant(PlannedGrant.Extent extent, int owner, Purpose purpose)
      throws BadInputException {
    Map<Purpose, Integer> known = windows.computeIfAbsent(owner, _ -> new HashMap<>());
    int next = known.size();
    int window = known.computeIfAbsent(purpose, _ -> next);
    if (window == MOST_WINDOWS) {
      throw new BadInputException(
          "the policy opens memory of cubicle %s in more than %d ways (access, and to whom): say"
                  .formatted(cubicles.name(owner), MOST_WINDOWS)
              + " the same of several, such as to = [\"*\"]");
    }
    return new PlannedGrant(extent, owner, window, purpose.write(), purpose.to());
  }
}
