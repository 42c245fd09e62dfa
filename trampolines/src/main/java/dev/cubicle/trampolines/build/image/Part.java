package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.policy.Policy.Kind;
import java.util.List;

/** The parts of a cubicle, in the order of their addresses; each on pages of its own. */
enum Part {
  CODE("code", 5, List.of(Region.CODE)),
  CONSTANTS("constants", 4, List.of(Region.CONSTANTS, Region.RELOCATED_CONSTANTS)),
  EVERYONE("everyone", 6, List.of()),
  DATA("data", 6, List.of(Region.DATA, Region.ZERO));

  private final String word;
  private final int segmentFlags;
  private final List<Region> regions;

  Part(String word, int segmentFlags, List<Region> regions) {
    this.word = word;
    this.segmentFlags = segmentFlags;
    this.regions = regions;
  }

  /** Its name in symbols and program headers. */
  String word() {
    return word;
  }

  /** p_flags: 4 read, 2 write, 1 execute. */
  int segmentFlags() {
    return segmentFlags;
  }

  boolean presentIn(PlannedCubicle cubicle) {
    return this == EVERYONE
        ? cubicle.has(Placement.EVERYONE)
        : regions.stream().anyMatch(cubicle::has);
  }

  /** The protection of a manifest row: 1 read, 2 write, 4 execute. */
  int protection() {
    return switch (this) {
      case CODE -> 5;
      case CONSTANTS -> 1;
      case EVERYONE, DATA -> 3;
    };
  }

  /** Whose key its pages have. */
  Sharing sharing(Kind kind) {
    if (this == EVERYONE) {
      return Sharing.WRITE;
    }
    if (kind != Kind.SHARED) {
      return Sharing.PRIVATE;
    }
    return this == DATA ? Sharing.WRITE : Sharing.READ;
  }

  /** enum segment_sharing of the manifest. */
  enum Sharing {
    PRIVATE,
    READ,
    WRITE
  }
}
