package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.Crossings;
import dev.cubicle.trampolines.build.crossing.CubicleTable;
import dev.cubicle.trampolines.build.crossing.DataGrant;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.build.prepare.LinkNames;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.policy.Policy.Sharing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies on the pages of data that several cubicles use: rights are of whole pages. */
final class SharedPages {
  private static final long PAGE = 4096;

  private SharedPages() {}

  static List<BuildResult.Grant> of(
      Path file, CubicleTable cubicles, Crossings crossings, LinkNames names)
      throws BadInputException {
    List<DataGrant> open =
        crossings.grants().stream().filter(g -> g.sharing() != Sharing.NONE).toList();
    if (open.isEmpty()) {
      return List.of();
    }
    Symbols symbols = CubicleImage.read(file).symbols();
    Map<String, List<DataGrant>> shared =
        open.stream().collect(Collectors.groupingBy(g -> names.of(g.data())));
    List<BuildResult.Grant> grants = new ArrayList<>();
    for (DataGrant grant : open) {
      List<String> others =
          Stream.concat(
                  symbols.named(names.of(grant.data())).stream()
                      .flatMap(s -> neighbours(symbols, s).stream()),
                  moved(grant))
              .filter(name -> !covers(shared.getOrDefault(name, List.of()), grant))
              .distinct()
              .sorted()
              .toList();
      grants.add(
          new BuildResult.Grant(
              grant.data().name(), cubicles.name(grant.data().cubicle()), others));
    }
    return grants;
  }

  /** Whether whoever gets one datum may use the other as well, by the policy's own words. */
  private static boolean covers(List<DataGrant> others, DataGrant grant) {
    BitSet left = (BitSet) grant.to().clone();
    others.stream()
        .filter(other -> other.sharing().compareTo(grant.sharing()) >= 0)
        .forEach(other -> left.andNot(other.to()));
    return !others.isEmpty() && left.isEmpty();
  }

  /** What goes with data that everyone may use, since its section goes as a whole. */
  private static Stream<String> moved(DataGrant grant) {
    Definition data = grant.data();
    if (grant.sharing() != Sharing.EVERYONE || !data.symbol().isInSection()) {
      return Stream.of();
    }
    return data.unit().object().symbols().stream()
        .filter(s -> s.isInSection() && s.section() == data.symbol().section())
        .filter(s -> s.type() == Symbol.Type.OBJECT && !s.name().equals(data.name()))
        .map(Symbol::name);
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
