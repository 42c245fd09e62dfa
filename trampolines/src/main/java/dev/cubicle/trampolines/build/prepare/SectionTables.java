package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.CubicleTable;
import dev.cubicle.trampolines.build.image.SectionTable;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.build.link.Target.TableBound;
import dev.cubicle.trampolines.object.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables that somebody walks through from {@code __start_X} to {@code __stop_X}. */
final class SectionTables {
  private final CubicleTable cubicles;
  private final Resolution resolution;

  SectionTables(CubicleTable cubicles, Resolution resolution) {
    this.cubicles = cubicles;
    this.resolution = resolution;
  }

  List<SectionTable> find() throws BadInputException {
    Set<String> sections = new TreeSet<>();
    for (LinkUnit unit : resolution.units()) {
      sections.addAll(bounds(unit));
    }
    List<SectionTable> tables = new ArrayList<>();
    for (String section : sections) {
      tables.add(table(section));
    }
    return tables;
  }

  private Set<String> bounds(LinkUnit unit) {
    return resolution.targets().get(unit).values().stream()
        .filter(TableBound.class::isInstance)
        .map(t -> ((TableBound) t).section())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private SectionTable table(String name) throws BadInputException {
    Set<Integer> touching = new TreeSet<>();
    boolean writable = false;
    boolean code = false;
    for (LinkUnit unit : resolution.units()) {
      boolean uses = bounds(unit).contains(name);
      for (Section section : unit.sections()) {
        if (section.name().equals(name) && section.isAllocated()) {
          uses = true;
          writable |= section.has(Section.SHF_WRITE);
          code |= section.isCode();
        }
      }
      if (uses) {
        touching.add(unit.cubicle());
      }
    }
    boolean one = touching.size() == 1;
    if (code || (writable && !one)) {
      throw new BadInputException(
          "section %s, which __start_%s refers to, %s, but %s use it: put them into one cubicle%s"
              .formatted(
                  name,
                  name,
                  code ? "is code" : "is writable",
                  "cubicles "
                      + touching.stream().map(cubicles::name).collect(Collectors.joining(", ")),
                  code
                      ? ""
                      : ", or make the section read-only (const, and compiled without -fPIC)"));
    }
    return new SectionTable(
        name, "__start_" + name, "__stop_" + name, one ? touching.iterator().next() : -1);
  }
}
