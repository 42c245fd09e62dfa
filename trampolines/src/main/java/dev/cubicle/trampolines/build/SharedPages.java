package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.Crossings;
import dev.cubicle.trampolines.build.crossing.CubicleTable;
import dev.cubicle.trampolines.build.crossing.DataGrant;
import dev.cubicle.trampolines.build.prepare.LinkNames;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Symbols;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What lies on the pages of data that several cubicles use: rights are of whole pages. */
final class SharedPages {
  private static final long PAGE = 4096;

  private SharedPages() {}

  static List<BuildResult.Grant> of(
      Path file, CubicleTable cubicles, Crossings crossings, LinkNames names)
      throws BadInputException {
    if (crossings.grants().isEmpty()) {
      return List.of();
    }
    Symbols symbols = CubicleImage.read(file).symbols();
    Set<String> shared =
        crossings.grants().stream().map(g -> names.of(g.data())).collect(Collectors.toSet());
    List<BuildResult.Grant> grants = new ArrayList<>();
    for (DataGrant grant : crossings.grants()) {
      List<String> others =
          symbols.named(names.of(grant.data())).stream()
              .flatMap(s -> neighbours(symbols, s).stream())
              .filter(name -> !shared.contains(name))
              .distinct()
              .sorted()
              .toList();
      grants.add(
          new BuildResult.Grant(
              grant.data().name(), cubicles.name(grant.data().cubicle()), others));
    }
    return grants;
  }

  private static List<String> neighbours(Symbols symbols, Symbols.Symbol data) {
    long start = data.address() & -PAGE;
    long end = (data.address() + Math.max(1, data.size()) + PAGE - 1) & -PAGE;
    return symbols.placed().stream()
        .filter(s -> s.size() > 0 && s.address() < end && s.address() + s.size() > start)
        .filter(s -> s.address() != data.address())
        .map(Symbols.Symbol::name)
        .toList();
  }
}
