package dev.cubicle.tracing.exposure;

import dev.cubicle.tracing.state.LivePage;
import dev.cubicle.trampolines.inspect.RunExposure;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** All pairs of isolated cubicles. */
final class Ledger {
  private final int cubicles;
  private final boolean[] isolated;
  private final PairLedger[] pairs;

  /** By page: the pair that it is lent by. */
  private final Map<Integer, PairLedger> lent = new HashMap<>();

  Ledger(Manifest manifest) {
    this.cubicles = manifest.cubicles().size();
    this.isolated = new boolean[cubicles];
    this.pairs = new PairLedger[cubicles * cubicles];
    for (Manifest.Cubicle cubicle : manifest.cubicles()) {
      isolated[cubicle.number()] = cubicle.kind() == Policy.Kind.ISOLATED;
    }
  }

  int cubicles() {
    return cubicles;
  }

  /** Whether a guest's number is that of an isolated cubicle. */
  boolean isolated(int cubicle) {
    return cubicle >= 0 && cubicle < cubicles && isolated[cubicle];
  }

  /** A page is open to a cubicle that does not own it. */
  void open(int accessor, int owner, int page, boolean write) {
    if (counts(accessor, owner)) {
      pair(accessor, owner).open(page, write);
    }
  }

  /** A page gets the key of the cubicle that holds it now. */
  void holds(int number, LivePage page, long now) {
    final PairLedger before = lent.remove(number);
    if (before != null) {
      before.returned(now);
    }
    if (page.isLent() && counts(page.holder(), page.owner())) {
      final PairLedger pair = pair(page.holder(), page.owner());
      pair.taken(number, (page.now() & LivePage.WRITE) != 0, now);
      lent.put(number, pair);
    }
  }

  private boolean counts(int accessor, int owner) {
    return accessor != owner && isolated(accessor) && isolated(owner);
  }

  private PairLedger pair(int accessor, int owner) {
    final int index = accessor * cubicles + owner;
    if (pairs[index] == null) {
      pairs[index] = new PairLedger();
    }
    return pairs[index];
  }

  List<RunExposure.Pair> results(long nanos, LongUnaryOperator address) {
    final List<RunExposure.Pair> results = new ArrayList<>();
    for (int index = 0; index < pairs.length; index++) {
      if (pairs[index] != null && !pairs[index].isEmpty()) {
        results.add(pairs[index].result(index / cubicles, index % cubicles, nanos, address));
      }
    }
    return results;
  }
}
