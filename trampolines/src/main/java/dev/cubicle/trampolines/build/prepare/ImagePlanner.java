package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.Crossings;
import dev.cubicle.trampolines.build.crossing.CubicleTable;
import dev.cubicle.trampolines.build.crossing.DataGrant;
import dev.cubicle.trampolines.build.crossing.FunctionUse;
import dev.cubicle.trampolines.build.image.ImagePlan;
import dev.cubicle.trampolines.build.image.Placement;
import dev.cubicle.trampolines.build.image.PlannedCubicle;
import dev.cubicle.trampolines.build.image.PlannedFile;
import dev.cubicle.trampolines.build.image.PlannedFile.PlannedSection;
import dev.cubicle.trampolines.build.image.PlannedFunction;
import dev.cubicle.trampolines.build.image.PlannedTrap;
import dev.cubicle.trampolines.build.image.Region;
import dev.cubicle.trampolines.build.image.SectionTable;
import dev.cubicle.trampolines.build.image.Variant;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.build.link.Root;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.policy.MonitorSystemCalls;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.Policy.Kind;
import dev.cubicle.trampolines.policy.Policy.Sharing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Decides what lies where, and what the manifest says. */
public final class ImagePlanner {
  /** Rows of the function table that are possible: the verifier's and the monitor's limit. */
  private static final int MOST_FUNCTIONS = 65_000;

  private final Policy policy;
  private final CubicleTable cubicles;
  private final Resolution resolution;
  private final Crossings crossings;
  private final LinkNames names;
  private final RewrittenComponents rewritten;
  private final Map<LinkUnit, Integer> numbers = new IdentityHashMap<>();
  private final Map<LinkUnit, Map<Integer, Placement>> placements = new IdentityHashMap<>();

  public ImagePlanner(
      Policy policy,
      CubicleTable cubicles,
      Resolution resolution,
      Crossings crossings,
      LinkNames names,
      RewrittenComponents rewritten) {
    this.policy = policy;
    this.cubicles = cubicles;
    this.resolution = resolution;
    this.crossings = crossings;
    this.names = names;
    this.rewritten = rewritten;
    for (LinkUnit unit : resolution.units()) {
      numbers.put(unit, numbers.size());
    }
  }

  /** Where the object is put, relative to where ld runs. */
  public String path(LinkUnit unit) {
    return FileNames.path(unit, numbers.get(unit));
  }

  /**
   * @param entry what runs first
   * @throws BadInputException if the image cannot be as the policy wants it
   */
  public ImagePlan plan(Root entry) throws BadInputException {
    FunctionPlanner planner = new FunctionPlanner(names, policy.functions());
    List<PlannedFunction> functions = new ArrayList<>();
    Map<Definition, Integer> rows = new HashMap<>();
    for (FunctionUse use : planner.ordered(crossings)) {
      rows.put(use.definition(), functions.size());
      functions.add(planner.plan(use));
    }
    if (functions.size() > MOST_FUNCTIONS) {
      throw new BadInputException(
          "%d functions cross cubicles; %d are possible: merge cubicles"
              .formatted(functions.size(), MOST_FUNCTIONS));
    }
    List<SectionTable> tables = new SectionTables(cubicles, resolution).find();
    crossings.grants().forEach(this::place);
    return new ImagePlan(
        IntStream.range(0, cubicles.size()).mapToObj(n -> cubicle(n, tables)).toList(),
        functions,
        new GrantPlanner(cubicles, names).plan(crossings.grants(), policy.memory()),
        traps(rows),
        tables,
        rows.get(resolution.roots().get(entry)),
        crossings.constructors(),
        policy.limits().threads(),
        policy.limits().pool(),
        Variant.PLAIN);
  }

  /** In the order of their addresses. */
  private List<PlannedTrap> traps(Map<Definition, Integer> rows) {
    Map<String, Integer> handlers = new HashMap<>();
    resolution
        .roots()
        .forEach(
            (root, handler) -> root.component().ifPresent(c -> handlers.put(c, rows.get(handler))));
    List<PlannedTrap> traps = new ArrayList<>();
    for (LinkUnit unit : resolution.units()) {
      rewritten.traps(unit.object()).stream()
          .flatMap(name -> unit.object().symbol(name).stream())
          .filter(unit::defines)
          .sorted(Comparator.comparingInt(Symbol::section).thenComparingLong(Symbol::value))
          .map(symbol -> names.of(new Definition(unit, symbol)))
          .map(name -> new PlannedTrap(name, 0, handlers.get(unit.component().name())))
          .forEach(traps::add);
    }
    return traps;
  }

  private void place(DataGrant grant) {
    if (!grant.data().symbol().isInSection()) {
      return;
    }
    Map<Integer, Placement> sections =
        placements.computeIfAbsent(grant.data().unit(), u -> new HashMap<>());
    int section = grant.data().symbol().section();
    if (grant.sharing() == Sharing.EVERYONE) {
      sections.put(section, Placement.EVERYONE);
    } else if (grant.alone()) {
      sections.putIfAbsent(section, Placement.ALONE);
    }
  }

  private PlannedCubicle cubicle(int number, List<SectionTable> tables) {
    List<PlannedFile> files =
        resolution.units().stream()
            .filter(u -> u.cubicle() == number)
            .map(u -> file(u, tables))
            .toList();
    if (number == 0) {
      return new PlannedCubicle(
          0,
          cubicles.name(0),
          Kind.TRUSTED,
          false,
          false,
          0,
          0,
          new BitSet(),
          files,
          Variant.PLAIN);
    }
    Policy.Cubicle cubicle = cubicles.policy(number);
    boolean shared = cubicle.kind() == Kind.SHARED;
    BitSet systemCalls = new BitSet();
    cubicle.systemCalls().forEach(n -> MonitorSystemCalls.number(n).ifPresent(systemCalls::set));
    return new PlannedCubicle(
        number,
        cubicle.name(),
        cubicle.kind(),
        cubicle.executeOnly(),
        cubicle.constantsForEveryone(),
        shared ? 0 : cubicle.stack(),
        shared ? 0 : cubicle.heap(),
        systemCalls,
        files,
        Variant.PLAIN);
  }

  private PlannedFile file(LinkUnit unit, List<SectionTable> tables) {
    List<PlannedSection> sections = new ArrayList<>();
    for (Section section : unit.sections()) {
      if (section.index() != 0 && section.size() > 0) {
        Region region = Region.of(section);
        sections.add(
            new PlannedSection(
                section.name(),
                region == Region.GATE && unit.cubicle() != 0 ? Region.CODE : region,
                placement(unit, section, tables)));
      }
    }
    boolean commons = unit.object().symbols().stream().anyMatch(Symbol::isCommon);
    return new PlannedFile(
        path(unit), FileNames.pattern(unit, numbers.get(unit)), sections, commons);
  }

  private Placement placement(LinkUnit unit, Section section, List<SectionTable> tables) {
    for (SectionTable table : tables) {
      if (table.section().equals(section.name()) && section.isAllocated()) {
        return table.cubicle() < 0 ? Placement.COMMON_TABLE : Placement.TABLE;
      }
    }
    return placements
        .getOrDefault(unit, Map.of())
        .getOrDefault(section.index(), Placement.ORDINARY);
  }
}
