package dev.cubicle.trampolines.build.prepare;

import com.google.common.primitives.Ints;
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
import dev.cubicle.trampolines.build.table.GatheredTable;
import dev.cubicle.trampolines.build.table.Tables;
import dev.cubicle.trampolines.code.PatternScanner;
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
import java.util.Optional;
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
  private final Tables tables;
  private final Map<LinkUnit, Integer> numbers = new IdentityHashMap<>();
  private final Map<LinkUnit, Map<Integer, Placement>> placements = new IdentityHashMap<>();

  public ImagePlanner(
      Policy policy,
      CubicleTable cubicles,
      Resolution resolution,
      Crossings crossings,
      LinkNames names,
      RewrittenComponents rewritten,
      Tables tables) {
    this.policy = policy;
    this.cubicles = cubicles;
    this.resolution = resolution;
    this.crossings = crossings;
    this.names = names;
    this.rewritten = rewritten;
    this.tables = tables;
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
      while (isSensitive(functions.size())) {
        functions.add(functions.getLast().withoutTrampolines());
      }
      rows.put(use.definition(), functions.size());
      functions.add(planner.plan(use));
    }
    if (functions.size() > MOST_FUNCTIONS) {
      throw new BadInputException(
          "%d functions cross cubicles; %d are possible: merge cubicles"
              .formatted(functions.size(), MOST_FUNCTIONS));
    }
    crossings.grants().forEach(this::place);
    List<PlannedCubicle> planned =
        IntStream.range(0, cubicles.size()).mapToObj(this::cubicle).toList();
    for (GatheredTable table : tables.all()) {
      checkRoom(table, planned);
    }
    return new ImagePlan(
        planned,
        functions,
        new GrantPlanner(cubicles, names).plan(crossings.grants(), policy.memory()),
        traps(rows),
        tables.all().stream().map(this::table).toList(),
        tables.bounds(),
        rows.get(resolution.roots().get(entry)),
        crossings.constructors(),
        policy.limits().threads(),
        policy.limits().pool(),
        Variant.PLAIN);
  }

  /** Whether a row's number, which trampolines hold, is what no code may hold: 050F is SYSCALL. */
  private static boolean isSensitive(int row) {
    return !PatternScanner.scan(Ints.toByteArray(Integer.reverseBytes(row))).isEmpty();
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
    if (!grant.data().symbol().isInSection() || grant.sharing() == Sharing.NONE) {
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

  private PlannedCubicle cubicle(int number) {
    List<PlannedFile> files =
        resolution.units().stream().filter(u -> u.cubicle() == number).map(this::file).toList();
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

  private PlannedFile file(LinkUnit unit) {
    List<PlannedSection> sections = new ArrayList<>();
    for (Section section : unit.sections()) {
      if (section.index() != 0 && section.size() > 0) {
        Optional<GatheredTable> table = tables.of(unit, section);
        sections.add(
            new PlannedSection(
                section.name(),
                table.map(ImagePlanner::region).orElseGet(() -> region(unit, section)),
                table
                    .map(t -> placement(t, unit.cubicle()))
                    .orElseGet(() -> placement(unit, section))));
      }
    }
    boolean commons = unit.object().symbols().stream().anyMatch(Symbol::isCommon);
    return new PlannedFile(
        path(unit), FileNames.pattern(unit, numbers.get(unit)), sections, commons);
  }

  private static Region region(LinkUnit unit, Section section) {
    Region region = Region.of(section);
    return region == Region.GATE && unit.cubicle() != 0 ? Region.CODE : region;
  }

  private Placement placement(LinkUnit unit, Section section) {
    return placements
        .getOrDefault(unit, Map.of())
        .getOrDefault(section.index(), Placement.ORDINARY);
  }

  private static Region region(GatheredTable table) {
    return table.writable() ? Region.DATA : Region.CONSTANTS;
  }

  /** Where sections of a cubicle lie that are part of a table. */
  private static Placement placement(GatheredTable table, int cubicle) {
    if (table.cubicle() != cubicle) {
      return Placement.COMMON_TABLE;
    }
    return table.place() == GatheredTable.Place.WRITE ? Placement.EVERYONE : Placement.TABLE;
  }

  /** A policy can give a table to a cubicle that contributes nothing to it. */
  private static void checkRoom(GatheredTable table, List<PlannedCubicle> planned)
      throws BadInputException {
    if (table.cubicle() < 0 || table.place() == GatheredTable.Place.WRITE) {
      return;
    }
    PlannedCubicle home = planned.get(table.cubicle());
    boolean room =
        home.files().stream()
            .flatMap(f -> f.sections().stream())
            .anyMatch(s -> s.region() == region(table) && s.placement().ofCubicle());
    if (!room) {
      throw new BadInputException(
          "the policy gives table %s to cubicle %s, which has no %s beside which it could lie"
              .formatted(
                  table.name(), home.name(), table.writable() ? "writable data" : "constants"));
    }
  }

  private SectionTable table(GatheredTable table) {
    return new SectionTable(
        table.name(),
        table.pieces().stream().map(this::piece).toList(),
        table.cubicle(),
        placement(table, table.cubicle() < 0 ? 0 : table.cubicle()),
        region(table));
  }

  private SectionTable.Piece piece(GatheredTable.Piece piece) {
    return switch (piece) {
      case GatheredTable.Piece.Mark(String symbol) -> new SectionTable.Piece.Mark(symbol);
      case GatheredTable.Piece.Align(long boundary) -> new SectionTable.Piece.Align(boundary);
      case GatheredTable.Piece.Input(LinkUnit unit, Section section) ->
          new SectionTable.Piece.Input(FileNames.pattern(unit, numbers.get(unit)), section.name());
    };
  }
}
