package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.build.image.Part.Sharing;
import dev.cubicle.trampolines.policy.Policy.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the manifest's segment table.
 *
 * @param comment what it is
 * @param start the linker's symbol
 * @param end the linker's symbol
 * @param protection 1 read, 2 write, 4 execute
 * @param threadLocal whether start and end are offsets into a thread's block
 */
record SegmentRow(
    String comment,
    String start,
    String end,
    int cubicle,
    int protection,
    Sharing sharing,
    boolean threadLocal) {

  /** All rows, in the order of their addresses; those of thread-local storage are last. */
  static List<SegmentRow> of(ImagePlan plan) {
    List<SegmentRow> rows = new ArrayList<>();
    rows.add(global("manifest and common tables", "common", 1, Sharing.READ));
    rows.add(global("gate and trampolines", "gate", 5, Sharing.READ));
    if (hasThreadData(plan)) {
      // Whoever names its bounds makes blocks of thread-local variables itself.
      boolean named = plan.bounds().values().stream().anyMatch(LaidOut::ofThreads);
      rows.add(
          global(
              "initial thread-local storage",
              "thread_image",
              1,
              named ? Sharing.READ : Sharing.PRIVATE));
    }
    for (Layout.Group group : Layout.of(plan)) {
      for (Layout.Place place : group.places()) {
        Part part = place.part();
        Sharing sharing = part.sharing(place.cubicle());
        rows.add(row(place.cubicle(), part.word(), part.protection(), sharing, false));
      }
    }
    threadRows(plan, rows, Region.THREAD_DATA);
    threadRows(plan, rows, Region.THREAD_ZERO);
    return rows;
  }

  /** Whether any cubicle has thread-local variables with initial values. */
  static boolean hasThreadData(ImagePlan plan) {
    return plan.cubicles().stream().anyMatch(c -> c.has(Region.THREAD_DATA));
  }

  /** Whether any cubicle has thread-local variables. */
  static boolean hasThreadStorage(ImagePlan plan) {
    return plan.cubicles().stream()
        .anyMatch(c -> c.has(Region.THREAD_DATA) || c.has(Region.THREAD_ZERO));
  }

  /** The name of a cubicle's part of a thread's block. */
  static String threadPart(Region region) {
    return region == Region.THREAD_DATA ? "thread_data" : "thread_zero";
  }

  private static void threadRows(ImagePlan plan, List<SegmentRow> rows, Region region) {
    for (PlannedCubicle cubicle : plan.cubicles()) {
      if (cubicle.has(region)) {
        Sharing sharing = cubicle.kind() == Kind.SHARED ? Sharing.WRITE : Sharing.PRIVATE;
        rows.add(row(cubicle, threadPart(region), 3, sharing, true));
      }
    }
  }

  private static SegmentRow global(String comment, String name, int protection, Sharing sharing) {
    return new SegmentRow(
        comment,
        "cubicle." + name + "_start",
        "cubicle." + name + "_end",
        0,
        protection,
        sharing,
        false);
  }

  private static SegmentRow row(
      PlannedCubicle cubicle, String part, int protection, Sharing sharing, boolean threadLocal) {
    return new SegmentRow(
        cubicle.name() + " " + part,
        cubicle.bound(part, "start"),
        cubicle.bound(part, "end"),
        cubicle.number(),
        protection,
        sharing,
        threadLocal);
  }
}
