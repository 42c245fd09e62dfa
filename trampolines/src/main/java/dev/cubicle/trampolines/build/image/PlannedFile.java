package dev.cubicle.trampolines.build.image;

import java.util.List;

/**
 * An object as ld gets it.
 *
 * @param path relative to where ld runs
 * @param pattern for the linker script, that this path alone matches. It has to contain a wildcard:
 *     files that a script names exactly come before all others in ld's order
 * @param sections those that are not empty
 * @param commons whether it has common symbols, which the linker allocates
 */
public record PlannedFile(
    String path, String pattern, List<PlannedSection> sections, boolean commons) {

  /**
   * @param name of the input section
   * @param region what it is
   * @param placement whether it goes where its region goes
   */
  public record PlannedSection(String name, Region region, Placement placement) {}

  boolean has(Region region) {
    return (commons && region == Region.ZERO)
        || sections.stream().anyMatch(s -> s.region() == region && s.placement().ofCubicle());
  }
}
