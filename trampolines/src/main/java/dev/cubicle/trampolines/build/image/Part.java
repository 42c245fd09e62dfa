package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.policy.Policy.Kind;
import java.util.List;

/** The parts of a cubicle, in the order of their addresses; each on pages of its own. */
enum Part {
  CODE("code", List.of(Region.CODE)),
  CONSTANTS("constants", List.of(Region.CONSTANTS, Region.RELOCATED_CONSTANTS)),
  EVERYONE("everyone", List.of()),
  DATA("data", List.of(Region.DATA)),
  ZERO("zero", List.of(Region.ZERO));

  /** The manifest's bits for what may be done to a page. */
  private static final int READ = 1;

  private static final int WRITE = 2;
  private static final int EXECUTE = 4;

  private final String word;
  private final List<Region> regions;

  Part(String word, List<Region> regions) {
    this.word = word;
    this.regions = regions;
  }

  /** Its name in symbols and program headers. */
  String word() {
    return word;
  }

  boolean presentIn(PlannedCubicle cubicle) {
    return this == EVERYONE
        ? cubicle.has(Placement.EVERYONE)
        : regions.stream().anyMatch(cubicle::has);
  }

  /** The protection of a manifest row. */
  int protection() {
    return switch (this) {
      case CODE -> READ | EXECUTE;
      case CONSTANTS -> READ;
      case EVERYONE, DATA, ZERO -> READ | WRITE;
    };
  }

  /** Whether pages of it can be in one segment of the file with pages of the other. */
  boolean goesWith(Part other) {
    return protection() == other.protection();
  }

  /** Whose key its pages have. */
  Sharing sharing(PlannedCubicle cubicle) {
    if (this == EVERYONE) {
      return Sharing.WRITE;
    }
    if (this == CONSTANTS && cubicle.constantsForEveryone()) {
      return Sharing.READ;
    }
    if (cubicle.kind() != Kind.SHARED) {
      return Sharing.PRIVATE;
    }
    return this == CODE || this == CONSTANTS ? Sharing.READ : Sharing.WRITE;
  }

  /** enum segment_sharing of the manifest. */
  enum Sharing {
    PRIVATE,
    READ,
    WRITE
  }
}
