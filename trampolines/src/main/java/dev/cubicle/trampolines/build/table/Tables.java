package dev.cubicle.trampolines.build.table;

import dev.cubicle.trampolines.build.image.LaidOut;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.table.GatheredTable.Place;
import dev.cubicle.trampolines.object.Section;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of an image. */
public final class Tables {
  private final List<GatheredTable> all;
  private final Map<String, LaidOut> bounds;
  private final List<String> doubts;
  private final Map<LinkUnit, Map<Integer, GatheredTable>> bySection = new IdentityHashMap<>();

  /**
   * @param bounds names of bounds of what the builder lays out itself
   * @param doubts about the policy, one line each
   */
  Tables(List<GatheredTable> all, Map<String, LaidOut> bounds, List<String> doubts) {
    this.all = List.copyOf(all);
    this.bounds = Map.copyOf(bounds);
    this.doubts = List.copyOf(doubts);
    for (GatheredTable table : all) {
      table
          .inputs()
          .forEach(
              i ->
                  bySection
                      .computeIfAbsent(i.unit(), u -> new HashMap<>())
                      .putIfAbsent(i.section().index(), table));
    }
  }

  /** In the order in which they lie. */
  public List<GatheredTable> all() {
    return all;
  }

  /** Names of bounds of what the builder lays out itself. */
  public Map<String, LaidOut> bounds() {
    return bounds;
  }

  /** What the policy says in vain. */
  public List<String> doubts() {
    return doubts;
  }

  /** The table that a section is part of. */
  public Optional<GatheredTable> of(LinkUnit unit, Section section) {
    return Optional.ofNullable(bySection.getOrDefault(unit, Map.of()).get(section.index()));
  }

  /** Whether everyone may read the section, since it is part of a table. */
  public boolean open(LinkUnit unit, Section section) {
    return of(unit, section).filter(t -> t.place() != Place.CUBICLE).isPresent();
  }

  /** The number of the cubicle in whose part of the image the section lies. */
  public int cubicle(LinkUnit unit, Section section) {
    return of(unit, section)
        .filter(t -> t.place() == Place.CUBICLE)
        .map(GatheredTable::cubicle)
        .orElse(unit.cubicle());
  }
}
