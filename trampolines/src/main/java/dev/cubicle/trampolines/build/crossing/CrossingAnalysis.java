package dev.cubicle.trampolines.build.crossing;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.image.Region;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.build.link.Root;
import dev.cubicle.trampolines.build.link.Target;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.build.link.Target.Kind;
import dev.cubicle.trampolines.build.link.Target.Provided;
import dev.cubicle.trampolines.build.table.Tables;
import dev.cubicle.trampolines.object.Reference;
import dev.cubicle.trampolines.object.References;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.SectionOffset;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at every reference of every object for those that leave their cubicle. */
public final class CrossingAnalysis {
  private final CubicleTable cubicles;
  private final Resolution resolution;
  private final DataRules data;
  private final Tables tables;
  private final Map<Definition, FunctionUse> functions = new LinkedHashMap<>();
  private final Map<LinkUnit, List<Redirect>> redirects = new IdentityHashMap<>();
  private final Map<LinkUnit, References> references = new IdentityHashMap<>();
  private final List<Definition> walked = new ArrayList<>();
  private final BitSet walkers = new BitSet();
  private boolean constructorsAreRun;

  private CrossingAnalysis(
      CubicleTable cubicles, Resolution resolution, DataRules data, Tables tables) {
    this.cubicles = cubicles;
    this.resolution = resolution;
    this.data = data;
    this.tables = tables;
  }

  /**
   * @param policy with what it says of data and memory
   * @param lenient whether references to data without a rule are let through
   * @throws BadInputException if a reference crosses cubicles that may not
   */
  public static Crossings of(
      CubicleTable cubicles, Resolution resolution, Policy policy, Tables tables, boolean lenient)
      throws BadInputException {
    CrossingAnalysis analysis =
        new CrossingAnalysis(
            cubicles,
            resolution,
            new DataRules(cubicles, resolution, policy, tables, lenient),
            tables);
    for (LinkUnit unit : resolution.units()) {
      analysis.references.put(unit, References.of(unit.object()));
    }
    for (LinkUnit unit : resolution.units()) {
      analysis.unit(unit);
    }
    analysis.data.refuse();
    // Whoever walks through the tables of constructors calls what is in them; if nobody does, the
    // monitor does in the cubicle that is entered first.
    if (!analysis.constructorsAreRun) {
      analysis.walkers.or(cubicles.runningAs(entry(resolution)));
    }
    analysis.walkers.set(0);
    analysis.walked.forEach(f -> analysis.use(f).permit(analysis.walkers));
    resolution.roots().forEach(analysis::root);
    return new Crossings(
        List.copyOf(analysis.functions.values()),
        analysis.redirects,
        analysis.data.grants(),
        analysis.data.bare(),
        !analysis.constructorsAreRun);
  }

  private static int entry(Resolution resolution) {
    return resolution.roots().entrySet().stream()
        .filter(root -> root.getKey().component().isEmpty())
        .mapToInt(root -> root.getValue().cubicle())
        .findFirst()
        .orElseThrow();
  }

  private void unit(LinkUnit unit) throws BadInputException {
    redirects.put(unit, new ArrayList<>());
    for (Section section : unit.sections()) {
      for (Reference reference : references.get(unit).of(section)) {
        reference(unit, reference);
      }
    }
  }

  /** The monitor calls the entry; it calls handlers of SYSCALL for whoever executed one. */
  private void root(Root root, Definition function) {
    BitSet monitor = new BitSet();
    monitor.set(0);
    use(function).permit(monitor);
    resolution.units().stream()
        .filter(u -> root.component().equals(Optional.of(u.component().name())))
        .findFirst()
        .ifPresent(u -> use(function).permit(cubicles.runningAs(u.cubicle())));
  }

  private void reference(LinkUnit unit, Reference reference) throws BadInputException {
    switch (reference.kind()) {
      case METADATA, OTHER -> {}
      case CALL -> {
        Optional<Definition> definition = global(unit, reference);
        if (definition.isPresent()) {
          if (definition.get().kind() == Kind.FUNCTION) {
            call(unit, reference, definition.get());
          } else {
            data.check(unit, definition.get());
          }
        }
      }
      case ADDRESS -> address(unit, reference);
      case JUMP_TABLE_OR_PC_RELATIVE_DATA -> {
        // Switch tables go by local symbols; a distance to a global function is a pointer.
        if (global(unit, reference).isPresent()) {
          address(unit, reference);
        }
      }
      case DATA, THREAD_LOCAL -> {
        Optional<Definition> definition = global(unit, reference);
        if (definition.isPresent()) {
          data.check(unit, definition.get());
        }
      }
    }
  }

  private Optional<Definition> global(LinkUnit unit, Reference reference) {
    Optional<Target> target = resolution.target(unit, reference.target().symbol());
    if (target.isPresent()
        && target.get() instanceof Provided(String name)
        && name.endsWith("_array_start")) {
      walkers.or(cubicles.runningAs(unit.cubicle()));
      constructorsAreRun |= name.equals("__init_array_start");
    }
    return target.filter(Definition.class::isInstance).map(Definition.class::cast);
  }

  private void call(LinkUnit unit, Reference reference, Definition function) {
    if (unit.cubicle() == function.cubicle() || cubicles.isShared(function.cubicle())) {
      return;
    }
    FunctionUse use = use(function);
    use.call(unit);
    use.permit(cubicles.runningAs(unit.cubicle()));
    redirects.get(unit).add(new Redirect(reference, function, false));
  }

  private void address(LinkUnit unit, Reference reference) throws BadInputException {
    Optional<Definition> global = global(unit, reference);
    if (global.isPresent() && global.get().kind() != Kind.FUNCTION) {
      data.check(unit, global.get());
      return;
    }
    if (global.isPresent() && reference.target().addend() == 0) {
      escape(unit, reference, canonical(global.get()));
    } else if (global.isPresent() && global.get().unit() != unit) {
      // A place within a function of another object is no entry point.
      data.check(unit, global.get());
    } else if (resolution.target(unit, reference.target().symbol()).isEmpty()) {
      reference
          .target()
          .location()
          .filter(place -> !unit.isDropped(place.section()))
          .flatMap(place -> function(unit, place))
          .ifPresent(function -> escape(unit, reference, function));
    }
  }

  /** A function has one pointer trampoline, under whichever of its names its address is taken. */
  private Definition canonical(Definition function) {
    return function.symbol().isInSection()
        ? function(function.unit(), function.symbol().location()).orElse(function)
        : function;
  }

  private Optional<Definition> function(LinkUnit unit, SectionOffset place) {
    return references.get(unit).functions().allStartingAt(place).stream()
        .filter(symbol -> !symbol.isColdPart())
        .filter(symbol -> symbol.isLocal() || resolution.wins(unit, symbol))
        .findFirst()
        .map(symbol -> new Definition(unit, symbol));
  }

  private void escape(LinkUnit unit, Reference reference, Definition function) {
    int owner = function.cubicle();
    if (cubicles.isShared(owner) || (owner == 0 && unit.cubicle() == 0)) {
      return;
    }
    FunctionUse use = use(function);
    use.escape(unit);
    use.permit(cubicles.callbackCallers(owner));
    if (owner != unit.cubicle()) {
      use.permit(cubicles.runningAs(unit.cubicle()));
    }
    redirects.get(unit).add(new Redirect(reference, function, true));
    if (Region.of(reference.section()) == Region.COMMON) {
      walked.add(function);
    }
    tables
        .of(unit, reference.section())
        .ifPresent(
            table -> table.users().stream().forEach(user -> use.permit(cubicles.runningAs(user))));
  }

  private FunctionUse use(Definition function) {
    return functions.computeIfAbsent(function, FunctionUse::new);
  }
}
