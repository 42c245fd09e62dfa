package dev.cubicle.trampolines.build.image;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A row of the manifest's grant table.
 *
 * @param comment what it is
 * @param start the linker's symbol, or 0
 * @param end the linker's symbol, or 0
 * @param part enum grant_part
 */
record GrantRow(
    String comment,
    String start,
    String end,
    int owner,
    int part,
    int window,
    boolean write,
    BitSet to) {
  private static final int RANGE = 0;
  private static final int HEAP = 1;
  private static final int STACK = 2;
  private static final int THREAD_LOCAL = 3;

  /** All rows. A cubicle that has nothing of a kind has no row for it. */
  static List<GrantRow> of(ImagePlan plan) {
    List<GrantRow> rows = new ArrayList<>();
    for (int index = 0; index < plan.grants().size(); index++) {
      PlannedGrant grant = plan.grants().get(index);
      PlannedCubicle owner = plan.cubicles().get(grant.owner());
      switch (grant.extent()) {
        case PlannedGrant.Datum(String symbol, _) ->
            rows.add(
                row(
                    grant,
                    symbol,
                    LinkerScript.grantStart(index),
                    LinkerScript.grantEnd(index),
                    RANGE));
        case PlannedGrant.Everything(var part) -> {
          switch (part) {
            case HEAP -> rows.add(row(grant, owner.name() + " heap", "0", "0", HEAP));
            case STACK -> rows.add(row(grant, owner.name() + " stack", "0", "0", STACK));
            case THREAD_LOCAL -> {
              if (owner.has(Region.THREAD_DATA) || owner.has(Region.THREAD_ZERO)) {
                rows.add(row(grant, owner.name() + " thread-local", "0", "0", THREAD_LOCAL));
              }
            }
            case DATA -> {
              part(rows, grant, owner, Part.DATA);
              part(rows, grant, owner, Part.ZERO);
            }
            case CONSTANTS -> part(rows, grant, owner, Part.CONSTANTS);
          }
        }
      }
    }
    return rows;
  }

  private static void part(
      List<GrantRow> rows, PlannedGrant grant, PlannedCubicle owner, Part part) {
    if (part.presentIn(owner)) {
      rows.add(
          row(
              grant,
              owner.name() + " " + part.word(),
              owner.bound(part.word(), "start"),
              owner.bound(part.word(), "end"),
              RANGE));
    }
  }

  private static GrantRow row(
      PlannedGrant grant, String comment, String start, String end, int part) {
    return new GrantRow(
        comment, start, end, grant.owner(), part, grant.window(), grant.write(), grant.to());
  }
}
