package dev.cubicle.trampolines.inspect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Callers above callees: every cubicle one layer below its lowest caller, calls that close a cycle
 * left out of account. The order is by layer, then by number.
 */
final class Layers {

  private final List<BitSet> callees = new ArrayList<>();
  private final int[] layer;

  private Layers(Overview overview) {
    overview.cubicles().forEach(_ -> callees.add(new BitSet()));
    layer = new int[callees.size()];
    // What everyone may call says nothing about who is built upon whom.
    overview.calls().stream()
        .filter(call -> !call.byName().isEmpty())
        .forEach(call -> callees.get(call.from()).set(call.to()));
  }

  /** The cubicles but for the monitor and the shared ones; the entry's in the first layer. */
  static List<List<Overview.Cubicle>> of(Overview overview) {
    final Layers layers = new Layers(overview);
    for (int cubicle : layers.downwards(overview.entry().cubicle())) {
      layers.callees.get(cubicle).stream()
          .forEach(
              callee ->
                  layers.layer[callee] = Math.max(layers.layer[callee], layers.layer[cubicle] + 1));
    }
    final List<List<Overview.Cubicle>> rows = new ArrayList<>();
    for (Overview.Cubicle cubicle : overview.cubicles()) {
      if (cubicle.number() == 0 || !cubicle.callable()) {
        continue;
      }
      while (rows.size() <= layers.layer[cubicle.number()]) {
        rows.add(new ArrayList<>());
      }
      rows.get(layers.layer[cubicle.number()]).add(cubicle);
    }
    return rows.stream().filter(row -> !row.isEmpty()).toList();
  }

  /** All cubicles, callers before callees, after calls back to a caller have been taken out. */
  private List<Integer> downwards(int entry) {
    final Deque<Integer> order = new ArrayDeque<>();
    // 0: not seen; 1: on the way; 2: done.
    final byte[] marks = new byte[callees.size()];
    visit(entry, marks, order);
    for (int cubicle = 0; cubicle < callees.size(); cubicle++) {
      visit(cubicle, marks, order);
    }
    return List.copyOf(order);
  }

  private void visit(int cubicle, byte[] marks, Deque<Integer> order) {
    if (marks[cubicle] != 0) {
      return;
    }
    marks[cubicle] = 1;
    final BitSet mine = callees.get(cubicle);
    for (int callee : mine.stream().toArray()) {
      if (marks[callee] == 1) {
        mine.clear(callee);
      } else {
        visit(callee, marks, order);
      }
    }
    marks[cubicle] = 2;
    order.addFirst(cubicle);
  }
}
