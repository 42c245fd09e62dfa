package dev.cubicle.trampolines.build.link;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.object.Symbol.Binding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The global names that one component defines. */
final class ComponentSymbols {
  private final ComponentInput component;
  private final Map<String, ObjectFile> index = new HashMap<>();
  private final Set<ObjectFile> linked = new HashSet<>();
  private final Set<String> defined = new HashSet<>();
  private final Map<String, Definition> winners = new LinkedHashMap<>();

  ComponentSymbols(ComponentInput component) {
    this.component = component;
    for (ObjectFile member : component.members()) {
      globals(member).stream()
          .filter(s -> !s.isUndefined())
          .forEach(s -> index.putIfAbsent(s.name(), member));
    }
  }

  ComponentInput component() {
    return component;
  }

  /** To be told that an object of the component is part of the image. */
  void link(ObjectFile object) {
    linked.add(object);
    globals(object).stream().filter(s -> !s.isUndefined()).forEach(s -> defined.add(s.name()));
  }

  boolean isLinked(ObjectFile object) {
    return linked.contains(object);
  }

  /** Whether an object that is linked defines the name. */
  boolean defines(String name) {
    return defined.contains(name);
  }

  /** The archive member that would define the name, whether it is linked or not. */
  Optional<ObjectFile> member(String name) {
    return Optional.ofNullable(index.get(name));
  }

  /**
   * Decides which definition every name stands for.
   *
   * @param units of the component, in link order
   */
  void settle(List<LinkUnit> units) throws BadInputException {
    for (LinkUnit unit : units) {
      for (Symbol symbol : globals(unit.object())) {
        if (unit.defines(symbol)) {
          settle(new Definition(unit, symbol));
        }
      }
    }
  }

  private void settle(Definition candidate) throws BadInputException {
    String name = candidate.name();
    Definition other = winners.get(name);
    if (other == null || rank(candidate) > rank(other)) {
      winners.put(name, candidate);
    } else if (rank(candidate) == rank(other)) {
      if (rank(candidate) == 3) {
        throw new BadInputException(
            "component %s defines %s twice: in %s and in %s"
                .formatted(
                    component.name(),
                    name,
                    other.unit().shortName(),
                    candidate.unit().shortName()));
      }
      if (candidate.symbol().isCommon() && candidate.symbol().size() > other.symbol().size()) {
        winners.put(name, candidate);
      }
    }
  }

  /** Strong definitions win over common ones, and those over weak ones. */
  private static int rank(Definition definition) {
    if (definition.symbol().isCommon()) {
      return 2;
    }
    return definition.symbol().binding() == Binding.GLOBAL ? 3 : 1;
  }

  /** What the name stands for, once settled. */
  Optional<Definition> definition(String name) {
    return Optional.ofNullable(winners.get(name));
  }

  private static List<Symbol> globals(ObjectFile object) {
    List<Symbol> globals = new ArrayList<>();
    for (Symbol symbol : object.symbols()) {
      if (!symbol.isLocal() && !symbol.name().isEmpty()) {
        globals.add(symbol);
      }
    }
    return globals;
  }
}
