package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.build.crossing.Crossings;
import dev.cubicle.trampolines.build.crossing.DataGrant;
import dev.cubicle.trampolines.build.crossing.FunctionUse;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.ProvidedSymbols;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.object.Symbol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names in the link. Every definition has one that is unique in the image: the programmer's,
 * wherever no other definition has it; else with the component before it.
 */
public final class LinkNames {
  private final Map<Definition, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * Names all winning definitions, the local functions that have trampolines, and the local data
   * that the policy shares.
   */
  public LinkNames(Resolution resolution, Crossings crossings) {
    Set<Definition> definitions = new LinkedHashSet<>();
    for (LinkUnit unit : resolution.units()) {
      for (Symbol symbol : unit.object().symbols()) {
        if (!symbol.isLocal() && resolution.wins(unit, symbol)) {
          definitions.add(new Definition(unit, symbol));
        }
      }
    }
    crossings.functions().stream().map(FunctionUse::definition).forEach(definitions::add);
    crossings.grants().stream().map(DataGrant::data).forEach(definitions::add);
    Map<String, Integer> count = new HashMap<>();
    definitions.forEach(d -> count.merge(d.name(), 1, Integer::sum));
    for (Definition definition : definitions) {
      String name = definition.name();
      boolean own = definition.cubicle() == 0 && ProvidedSymbols.ofMonitor(name);
      if (own || (count.get(name) == 1 && !ProvidedSymbols.reserved(name))) {
        names.put(definition, name);
        taken.add(name);
      }
    }
    for (Definition definition : definitions) {
      names.computeIfAbsent(definition, this::qualified);
    }
  }

  /** The name of a definition in the link. */
  public String of(Definition definition) {
    return names.get(definition);
  }

  /** A name for a reference to what nobody defines. */
  public String ofNothing(String name) {
    return taken.contains(name) ? "cubicle.undefined." + name : name;
  }

  private String qualified(Definition definition) {
    LinkUnit unit = definition.unit();
    String file = definition.symbol().isLocal() ? FileNames.stem(unit) + "." : "";
    String base = unit.component().name() + "." + file + definition.name();
    String name = base;
    for (int again = 2; !taken.add(name); again++) {
      name = base + "." + again;
    }
    return name;
  }
}
