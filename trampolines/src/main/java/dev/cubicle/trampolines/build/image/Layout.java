package dev.cubicle.trampolines.build.image;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The order of the cubicles' parts in memory, and which of them share a PT_LOAD. Cubicle after
 * cubicle, with an unmapped page between them, as long as the kernel takes that many program
 * headers; else part after part.
 */
final class Layout {
  /** Linux takes as many program headers as fit a page of 4096 bytes (fs/binfmt_elf.c). */
  private static final int MOST_HEADERS = 73;

  /** Headers for tables, gate, initial thread-local storage, PT_TLS, PT_GNU_STACK. */
  private static final int OTHER_HEADERS = 5;

  private Layout() {}

  /**
   * A part of a cubicle.
   *
   * @param first whether an unmapped page comes before it
   */
  record Place(PlannedCubicle cubicle, Part part, boolean first) {}

  /**
   * What is loaded together.
   *
   * @param header name of the program header
   */
  record Group(String header, List<Place> places) {
    /** p_flags: 4 read, 2 write, 1 execute. */
    int flags() {
      return switch (places.getFirst().part()) {
        case CODE -> 5;
        case CONSTANTS -> 4;
        case EVERYONE, DATA, ZERO -> 6;
      };
    }
  }

  /** The groups by address. */
  static List<Group> of(ImagePlan plan) {
    List<Group> groups = byCubicle(plan);
    return groups.size() + OTHER_HEADERS <= MOST_HEADERS ? groups : byPart(plan);
  }

  private static List<Group> byCubicle(ImagePlan plan) {
    List<Group> groups = new ArrayList<>();
    for (PlannedCubicle cubicle : plan.cubicles()) {
      String prefix = "c" + cubicle.number() + "_";
      boolean first = true;
      for (Part part : Part.values()) {
        if (part.presentIn(cubicle)) {
          add(groups, new Place(cubicle, part, first), prefix + part.word(), first);
          first = false;
        }
      }
    }
    return groups;
  }

  /** Writable parts that have no contents in the file come last, so that they need none. */
  private static List<Group> byPart(ImagePlan plan) {
    List<Group> groups = new ArrayList<>();
    Stream.of(Part.values())
        .flatMap(
            part ->
                plan.cubicles().stream()
                    .filter(part::presentIn)
                    .map(cubicle -> new Place(cubicle, part, false)))
        .sorted(Comparator.comparingInt(place -> place.part() == Part.ZERO ? 1 : 0))
        .forEach(place -> add(groups, place, place.part().word(), false));
    return groups;
  }

  private static void add(List<Group> groups, Place place, String header, boolean apart) {
    boolean joins =
        !apart
            && !groups.isEmpty()
            && groups.getLast().places().getLast().part().goesWith(place.part());
    if (!joins) {
      groups.add(new Group(header, new ArrayList<>()));
    }
    groups.getLast().places().add(place);
  }
}
