package dev.cubicle.trampolines.build.table;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.image.LaidOut;
import dev.cubicle.trampolines.build.image.Region;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.MonitorInterface;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.build.link.Target.Provided;
import dev.cubicle.trampolines.build.link.Target.TableBound;
import dev.cubicle.trampolines.build.table.GatheredTable.Piece;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.policy.Policy.TableRule;
import dev.cubicle.trampolines.script.LinkerScriptFile;
import dev.cubicle.trampolines.script.ScriptItem;
import dev.cubicle.trampolines.script.ScriptItem.Align;
import dev.cubicle.trampolines.script.ScriptItem.Inputs;
import dev.cubicle.trampolines.script.ScriptItem.Mark;
import dev.cubicle.trampolines.script.ScriptItem.Order;
import dev.cubicle.trampolines.script.ScriptItem.Output;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Finds what linker scripts gather, in the order in which ld would lay it out if it got the
 * components in their order, and the tables that somebody walks through from {@code __start_X} to
 * {@code __stop_X}.
 */
public final class Gathering {
  private final Resolution resolution;
  private final TablePlaces places;

  /** The loaded sections of all objects but the monitor's, in link order. */
  private final List<Piece.Input> candidates;

  /** Who refers to a name that a script defines: numbers of cubicles. */
  private final Map<String, BitSet> references = new HashMap<>();

  private final Map<String, BitSet> boundReferences = new TreeMap<>();
  private final Set<Piece.Input> taken = new HashSet<>();

  private Gathering(
      Resolution resolution,
      List<String> components,
      List<TableRule> rules,
      IntFunction<String> cubicleName,
      ToIntFunction<String> cubicleNumber) {
    this.resolution = resolution;
    this.places = new TablePlaces(rules, cubicleName, cubicleNumber);
    Map<String, Integer> order = new HashMap<>();
    components.forEach(name -> order.put(name, order.size()));
    this.candidates =
        resolution.units().stream()
            .filter(u -> !u.component().name().equals(MonitorInterface.COMPONENT))
            .sorted(Comparator.comparingInt(u -> order.get(u.component().name())))
            .flatMap(u -> u.sections().stream().map(s -> new Piece.Input(u, s)))
            .filter(input -> Region.of(input.section()).loaded())
            .toList();
  }

  /**
   * Finds all tables.
   *
   * @param components all names, in link order
   * @param rules of the policy
   * @param cubicleName by number
   * @param cubicleNumber by name
   * @throws BadInputException if a script cannot be followed, or a table would be written by
   *     several cubicles
   */
  public static Tables gather(
      Resolution resolution,
      List<LinkerScriptFile> scripts,
      List<String> components,
      List<TableRule> rules,
      IntFunction<String> cubicleName,
      ToIntFunction<String> cubicleNumber)
      throws BadInputException {
    return new Gathering(resolution, components, rules, cubicleName, cubicleNumber).gather(scripts);
  }

  private Tables gather(List<LinkerScriptFile> scripts) throws BadInputException {
    for (LinkUnit unit : resolution.units()) {
      resolution
          .targets()
          .get(unit)
          .values()
          .forEach(
              target -> {
                if (target instanceof Provided(String name)) {
                  refer(references, name, unit);
                } else if (target instanceof TableBound bound) {
                  refer(boundReferences, bound.section(), unit);
                }
              });
    }
    List<GatheredTable> tables = new ArrayList<>();
    Map<String, LaidOut> bounds = new LinkedHashMap<>();
    for (LinkerScriptFile script : scripts) {
      for (List<ScriptItem> items : script.blocks()) {
        ScriptBlock block = ScriptBlock.of(script, items, references::containsKey);
        bounds.putAll(block.bounds());
        for (List<ScriptItem> group : block.groups()) {
          table(script, group, tables);
        }
      }
    }
    for (String section : boundReferences.keySet()) {
      tables.add(bounded(section));
    }
    return new Tables(tables, bounds, places.doubts());
  }

  private static void refer(Map<String, BitSet> references, String name, LinkUnit unit) {
    references.computeIfAbsent(name, n -> new BitSet()).set(unit.cubicle());
  }

  private void table(LinkerScriptFile script, List<ScriptItem> group, List<GatheredTable> tables)
      throws BadInputException {
    List<Piece> pieces = new ArrayList<>();
    BitSet users = new BitSet();
    Set<String> names = new HashSet<>();
    boolean wanted = false;
    for (ScriptItem item : group) {
      if (item instanceof Mark mark) {
        mark(script, mark, pieces, users);
      } else if (item instanceof Output output) {
        names.add(output.section());
        wanted |= output.contents().stream().anyMatch(i -> i instanceof Inputs in && in.keep());
        contents(script, output, pieces, users);
      }
    }
    boolean kept = wanted && pieces.stream().anyMatch(Piece.Input.class::isInstance);
    // Without KEEP and without names, nobody can rely on finding the sections together.
    if (kept || !users.isEmpty()) {
      Output first =
          group.stream()
              .filter(Output.class::isInstance)
              .map(Output.class::cast)
              .findFirst()
              .orElseThrow();
      tables.add(places.place(first.section(), names, aligned(pieces), users, false));
    } else {
      pieces.stream().filter(Piece.Input.class::isInstance).forEach(taken::remove);
    }
  }

  private void mark(LinkerScriptFile script, Mark mark, List<Piece> pieces, BitSet users)
      throws BadInputException {
    if (!mark.beyond().isEmpty()) {
      throw new BadInputException(
          "%s:%d: %s adds the size of %s to a place among gathered sections"
              .formatted(script.file(), mark.line(), mark.symbol(), mark.beyond()));
    }
    pieces.add(new Piece.Mark(mark.symbol()));
    users.or(references.get(mark.symbol()));
  }

  private void contents(LinkerScriptFile script, Output output, List<Piece> pieces, BitSet users)
      throws BadInputException {
    for (ScriptItem item : output.contents()) {
      switch (item) {
        case Align align -> pieces.add(new Piece.Align(align.boundary()));
        case Mark mark -> {
          if (references.containsKey(mark.symbol())) {
            mark(script, mark, pieces, users);
          }
        }
        case Inputs inputs -> pieces.addAll(matching(script, output, inputs));
        case Output inner -> throw new IllegalStateException(inner.section());
      }
    }
  }

  /** What one statement takes, in ld's order. */
  private List<Piece.Input> matching(LinkerScriptFile script, Output output, Inputs inputs)
      throws BadInputException {
    List<Piece.Input> found = new ArrayList<>();
    for (Piece.Input input : candidates) {
      String name = input.section().name();
      if (inputs.patterns().stream().anyMatch(p -> p.matches(name)) && taken.add(input)) {
        if (!movable(input.section())) {
          throw new BadInputException(
              "%s:%d: %s gathers %s of %s, which is %s"
                  .formatted(
                      script.file(),
                      output.line(),
                      output.section(),
                      name,
                      input.unit().shortName(),
                      input.section().isCode() ? "code" : "laid out by the builder"));
        }
        found.add(input);
      }
    }
    if (inputs.order() == Order.PRIORITY && !found.isEmpty()) {
      throw new BadInputException(
          "%s:%d: %s is sorted by priority, which only tables of constructors are"
              .formatted(script.file(), output.line(), output.section()));
    }
    if (inputs.order() == Order.NAME) {
      found.sort(Comparator.comparing(i -> i.section().name()));
    }
    return found;
  }

  private static boolean movable(Section section) {
    return switch (Region.of(section)) {
      case CONSTANTS, RELOCATED_CONSTANTS, DATA, ZERO -> true;
      case CODE, THREAD_DATA, THREAD_ZERO, COMMON, GATE, DEBUG, DROPPED -> false;
    };
  }

  /** The table between {@code __start_X} and {@code __stop_X}. */
  private GatheredTable bounded(String name) throws BadInputException {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece.Mark("__start_" + name));
    for (LinkUnit unit : resolution.units()) {
      for (Section section : unit.sections()) {
        if (section.name().equals(name) && section.isAllocated()) {
          pieces.add(new Piece.Input(unit, section));
        }
      }
    }
    pieces.add(new Piece.Mark("__stop_" + name));
    return places.place(name, Set.of(name), aligned(pieces), boundReferences.get(name), true);
  }

  /** A name stands for the first section behind it, not for the filling in between. */
  private static List<Piece> aligned(List<Piece> pieces) {
    List<Piece> aligned = new ArrayList<>();
    long boundary =
        pieces.stream()
            .filter(Piece.Input.class::isInstance)
            .mapToLong(p -> ((Piece.Input) p).section().alignment())
            .max()
            .orElse(1);
    aligned.add(new Piece.Align(Math.max(8, boundary)));
    aligned.addAll(pieces);
    return aligned;
  }
}
