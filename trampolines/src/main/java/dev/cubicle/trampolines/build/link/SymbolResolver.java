package dev.cubicle.trampolines.build.link;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.object.Group;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.object.Symbol.Binding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the objects of the image and what every name stands for, as a static linker would for each
 * component: its own objects first, then its archives; then the other components of its cubicle,
 * the other cubicles in the policy's order, and the monitor's interface. Of what is linked, the
 * first definition that is not weak counts, wherever it is; else the first weak one. Names that
 * linker scripts provide, and those that the builder does, come last.
 */
public final class SymbolResolver {
  private final List<ComponentSymbols> components;
  private final ComponentSymbols monitor;
  private final Map<ComponentSymbols, List<ComponentSymbols>> searchOrders = new HashMap<>();
  private final Deque<Reference> pending = new ArrayDeque<>();
  private final ScriptNames scripts;

  private record Reference(String name, ComponentSymbols from) {}

  private SymbolResolver(List<ComponentInput> inputs, ScriptNames scripts) {
    this.scripts = scripts;
    this.components = inputs.stream().map(ComponentSymbols::new).toList();
    this.monitor = components.getFirst();
  }

  /**
   * @param inputs in the order of the cubicles, the monitor first
   * @param roots names that have to be defined
   * @param scripts names that linker scripts define
   * @throws BadInputException if a name stands for nothing, or for two things
   */
  public static Resolution resolve(
      List<ComponentInput> inputs, List<Root> roots, ScriptNames scripts) throws BadInputException {
    return new SymbolResolver(inputs, scripts).resolve(roots);
  }

  private Resolution resolve(List<Root> roots) throws BadInputException {
    for (ComponentSymbols component : components) {
      component.component().objects().forEach(o -> link(component, o));
    }
    pending.add(new Reference(MonitorInterface.START, monitor));
    pending.add(new Reference(MonitorInterface.GATE_CALL, monitor));
    for (Root root : roots) {
      demand(root.name(), rootOrder(root));
    }
    while (!pending.isEmpty()) {
      Reference next = pending.remove();
      demand(next.name(), searchOrder(next.from()));
    }
    List<LinkUnit> units = units();
    for (LinkUnit unit : units) {
      refuseIndirect(unit);
    }
    dropCopies(units);
    for (ComponentSymbols component : components) {
      component.settle(unitsOf(component, units));
    }
    return new Resolution(units, new Binder(units).bind(), settled(roots));
  }

  /** Sees to it that an archive member which defines the name is linked, if no object does. */
  private void demand(String name, List<ComponentSymbols> order) {
    for (ComponentSymbols component : order) {
      if (hides(component, order, name)) {
        continue;
      }
      if (component.defines(name)) {
        return;
      }
      Optional<ObjectFile> member = component.member(name);
      if (member.isPresent()) {
        link(component, member.get());
        return;
      }
    }
  }

  private void link(ComponentSymbols component, ObjectFile object) {
    component.link(object);
    for (Symbol symbol : object.symbols()) {
      if (symbol.isUndefined()
          && symbol.binding() == Binding.GLOBAL
          && !ProvidedSymbols.ofLinker(symbol.name())
          && !(component != monitor && scripts.assigned().contains(symbol.name()))) {
        pending.add(new Reference(symbol.name(), component));
      }
    }
  }

  /** The monitor shows others its interface alone. */
  private boolean hides(ComponentSymbols component, List<ComponentSymbols> order, String name) {
    return component == monitor && order.getFirst() != monitor && !MonitorInterface.exports(name);
  }

  private List<ComponentSymbols> searchOrder(ComponentSymbols from) {
    return searchOrders.computeIfAbsent(
        from,
        f -> {
          if (f == monitor) {
            return List.of(monitor);
          }
          int cubicle = f.component().cubicle();
          return Stream.of(
                  Stream.of(f),
                  components.stream().filter(c -> c.component().cubicle() == cubicle),
                  components.stream().skip(1),
                  Stream.of(monitor))
              .flatMap(s -> s)
              .distinct()
              .toList();
        });
  }

  private List<ComponentSymbols> rootOrder(Root root) {
    return root.component()
        .flatMap(
            name -> components.stream().filter(c -> c.component().name().equals(name)).findFirst())
        .map(this::searchOrder)
        .orElseGet(() -> components.subList(1, components.size()));
  }

  private List<LinkUnit> units() {
    List<LinkUnit> units = new ArrayList<>();
    for (ComponentSymbols component : components) {
      ComponentInput input = component.component();
      Stream.concat(input.objects().stream(), input.members().stream().filter(component::isLinked))
          .map(object -> new LinkUnit(input, object))
          .forEach(units::add);
    }
    return units;
  }

  /** Indirect functions are chosen by code that runs before the monitor, with all rights. */
  private static void refuseIndirect(LinkUnit unit) throws BadInputException {
    for (Symbol symbol : unit.object().symbols()) {
      if (symbol.type() == Symbol.Type.IFUNC && !symbol.isUndefined()) {
        throw new BadInputException(
            "component %s: %s defines %s as an indirect function (IFUNC), as glibc does: use a C library without, such as musl"
                .formatted(unit.component().name(), unit.shortName(), symbol.name()));
      }
    }
  }

  private static List<LinkUnit> unitsOf(ComponentSymbols component, List<LinkUnit> units) {
    return units.stream().filter(u -> u.component() == component.component()).toList();
  }

  /** Of the COMDAT groups with one signature, each cubicle keeps the first. */
  private static void dropCopies(List<LinkUnit> units) {
    Set<String> kept = new HashSet<>();
    for (LinkUnit unit : units) {
      for (Group group : unit.object().groups()) {
        if (group.comdat() && !kept.add(unit.cubicle() + " " + group.signature().name())) {
          unit.drop(group);
        }
      }
    }
  }

  private Map<Root, Definition> settled(List<Root> roots) throws BadInputException {
    Map<Root, Definition> settled = new LinkedHashMap<>();
    for (Root root : roots) {
      Definition definition =
          definition(root.name(), rootOrder(root))
              .orElseThrow(
                  () ->
                      new BadInputException(
                          "no component defines %s, %s".formatted(root.name(), root.purpose())));
      settled.put(root, definition);
    }
    return settled;
  }

  private Optional<Definition> definition(String name, List<ComponentSymbols> order) {
    Optional<Definition> weak = Optional.empty();
    for (ComponentSymbols component : order) {
      if (!hides(component, order, name)) {
        Optional<Definition> definition = component.definition(name);
        if (definition.isPresent() && !yields(definition.get())) {
          return definition;
        }
        weak = weak.or(() -> definition);
      }
    }
    return weak;
  }

  /**
   * Whether another component's definition may take its place: it is weak. Those of archives stay,
   * as a member that was linked for a name goes with the others of its archive (musl's malloc).
   */
  private static boolean yields(Definition definition) {
    LinkUnit unit = definition.unit();
    return definition.symbol().binding() == Binding.WEAK
        && unit.component().objects().contains(unit.object());
  }

  /** Gives every global symbol of every object its target. */
  private final class Binder {
    private static final int MOST_NAMED = 20;

    private final List<LinkUnit> units;
    private final Set<String> sections = new HashSet<>();
    private final Map<ComponentInput, ComponentSymbols> byInput = new IdentityHashMap<>();
    private final Map<String, LinkUnit> unresolved = new LinkedHashMap<>();

    Binder(List<LinkUnit> units) {
      this.units = units;
      components.forEach(c -> byInput.put(c.component(), c));
      units.stream()
          .flatMap(u -> u.sections().stream())
          .filter(s -> s.isAllocated())
          .forEach(s -> sections.add(s.name()));
    }

    Map<LinkUnit, Map<Integer, Target>> bind() throws BadInputException {
      Map<LinkUnit, Map<Integer, Target>> targets = new IdentityHashMap<>();
      for (LinkUnit unit : units) {
        List<ComponentSymbols> order = searchOrder(byInput.get(unit.component()));
        Map<Integer, Target> bound = new HashMap<>();
        for (Symbol symbol : unit.object().symbols()) {
          if (!symbol.isLocal() && !symbol.name().isEmpty()) {
            bind(unit, symbol, order).ifPresent(t -> bound.put(symbol.index(), t));
          }
        }
        targets.put(unit, bound);
      }
      if (!unresolved.isEmpty()) {
        throw unresolved();
      }
      return targets;
    }

    private Optional<Target> bind(LinkUnit unit, Symbol symbol, List<ComponentSymbols> order) {
      String name = symbol.name();
      boolean own = order.getFirst() == monitor;
      if (ProvidedSymbols.ofLinker(name) || (!own && scripts.assigned().contains(name))) {
        return Optional.of(new Target.Provided(name));
      }
      Optional<Target> target = definition(name, order).map(Target.class::cast);
      if (target.isPresent()) {
        return target;
      }
      if (ProvidedSymbols.provided(name, own) || (!own && scripts.provided().contains(name))) {
        return Optional.of(new Target.Provided(name));
      }
      target = tableBound(name, "__start_", true).or(() -> tableBound(name, "__stop_", false));
      if (target.isEmpty()) {
        if (symbol.binding() == Binding.WEAK) {
          return Optional.of(new Target.Nothing());
        }
        unresolved.putIfAbsent(name, unit);
      }
      return target;
    }

    private BadInputException unresolved() {
      List<String> names = List.copyOf(unresolved.keySet());
      LinkUnit first = unresolved.get(names.getFirst());
      List<String> others = names.subList(1, Math.min(names.size(), MOST_NAMED));
      int more = names.size() - MOST_NAMED;
      return new BadInputException(
          "component %s: %s refers to %s, which nobody defines%s%s"
              .formatted(
                  first.component().name(),
                  first.shortName(),
                  names.getFirst(),
                  others.isEmpty() ? "" : "; so it is with " + String.join(", ", others),
                  more > 0 ? " and %d more".formatted(more) : ""));
    }

    private Optional<Target> tableBound(String name, String prefix, boolean start) {
      return Optional.of(name)
          .filter(n -> n.startsWith(prefix))
          .map(n -> n.substring(prefix.length()))
          .filter(sections::contains)
          .map(section -> new Target.TableBound(section, start));
    }
  }
}
