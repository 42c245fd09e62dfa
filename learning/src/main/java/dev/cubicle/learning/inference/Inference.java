package dev.cubicle.learning.inference;

import dev.cubicle.learning.observation.Explanation;
import dev.cubicle.learning.observation.FunctionRow;
import dev.cubicle.learning.observation.Observation;
import dev.cubicle.learning.observation.Part;
import dev.cubicle.learning.observation.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds the least grants that cover what was observed: an argument window, else a window on one
 * variable, else one on everything of a kind. What a larger grant opens anyway needs no smaller
 * one.
 */
public final class Inference {
  private final List<String> cubicles;
  private final List<FunctionRow> functions;
  private final Predicate<Subject> isVariable;
  private final List<Uncovered> uncovered = new ArrayList<>();

  private Inference(
      List<String> cubicles, List<FunctionRow> functions, Predicate<Subject> isVariable) {
    this.cubicles = cubicles;
    this.functions = functions;
    this.isVariable = isVariable;
  }

  /** Memory that one entry of a policy can open. */
  private record Area(int owner, Part part, String symbol) {
    static Area of(Subject subject, boolean variable) {
      return new Area(subject.owner(), subject.part(), variable ? subject.symbol() : "");
    }
  }

  private record Argument(int function, int parameter) {
    static Argument of(Explanation explanation) {
      return new Argument(explanation.function(), explanation.parameter());
    }
  }

  /**
   * @param cubicles names by number
   * @param functions by number
   * @param isVariable whether a policy can name the subject's symbol
   */
  public static Lesson of(
      List<Observation> observations,
      List<String> cubicles,
      List<FunctionRow> functions,
      Predicate<Subject> isVariable) {
    return new Inference(cubicles, functions, isVariable).learn(observations);
  }

  private Lesson learn(List<Observation> observations) {
    final Map<Area, List<Observation>> wholes = new TreeMap<>(order());
    final Map<Area, List<Observation>> variables = new TreeMap<>(order());
    final Map<Argument, List<Observation>> arguments =
        new TreeMap<>(
            Comparator.comparing((Argument a) -> functions.get(a.function()).name())
                .thenComparing(Argument::function)
                .thenComparing(Argument::parameter));
    for (Observation observation : observations) {
      final Optional<Explanation> explanation = observation.subject().explanation();
      if (!isGrantable(observation)) {
        continue;
      }
      if (explanation.isPresent()) {
        arguments
            .computeIfAbsent(Argument.of(explanation.get()), _ -> new ArrayList<>())
            .add(observation);
      } else {
        addTo(wholes, variables, observation);
      }
    }
    arguments.forEach(
        (argument, list) ->
            window(argument, list).left().forEach(o -> addTo(wholes, variables, o)));
    variables.values().forEach(list -> list.removeIf(o -> isOpen(wholes, o.subject(), false)));
    final List<Grant> grants = new ArrayList<>();
    arguments.forEach(
        (argument, list) -> {
          list.removeIf(
              o -> isOpen(wholes, o.subject(), false) || isOpen(variables, o.subject(), true));
          window(argument, list).window().ifPresent(grants::add);
        });
    variables.forEach((area, list) -> addData(area, list, grants));
    wholes.forEach((area, list) -> addMemory(area, list, grants));
    return new Lesson(grants, uncovered);
  }

  private ArgumentWindow window(Argument argument, List<Observation> list) {
    return ArgumentWindow.of(functions.get(argument.function()), argument.parameter(), list);
  }

  private void addTo(
      Map<Area, List<Observation>> wholes,
      Map<Area, List<Observation>> variables,
      Observation observation) {
    final boolean variable = isVariable.test(observation.subject());
    (variable ? variables : wholes)
        .computeIfAbsent(Area.of(observation.subject(), variable), _ -> new ArrayList<>())
        .add(observation);
  }

  private Comparator<Area> order() {
    return Comparator.comparing((Area area) -> cubicles.get(area.owner()))
        .thenComparing(Area::part)
        .thenComparing(Area::symbol);
  }

  private boolean isGrantable(Observation observation) {
    final Subject subject = observation.subject();
    final String reason =
        switch (subject.part()) {
          case CODE -> "code is open to nobody else";
          case CONSTANTS -> subject.write() ? "constants cannot be written" : "";
          case DATA, HEAP, STACK, THREAD_LOCAL -> "";
        };
    if (!reason.isEmpty()) {
      uncovered.add(new Uncovered(observation, reason));
    }
    return reason.isEmpty();
  }

  /** Whether observations that need a larger grant have it cover this one, too. */
  private boolean isOpen(Map<Area, List<Observation>> areas, Subject subject, boolean variables) {
    if (variables && subject.symbol().isEmpty()) {
      return false;
    }
    return areas.getOrDefault(Area.of(subject, variables), List.of()).stream()
        .map(Observation::subject)
        .anyMatch(
            other -> other.accessor() == subject.accessor() && (other.write() || !subject.write()));
  }

  private SortedSet<String> accessors(List<Observation> list, boolean write) {
    final SortedSet<String> names = new TreeSet<>();
    for (Observation observation : list) {
      if (observation.subject().write() == write) {
        names.add(cubicles.get(observation.subject().accessor()));
      }
    }
    return names;
  }

  private List<Observation> by(List<Observation> list, SortedSet<String> accessors) {
    return list.stream()
        .filter(o -> accessors.contains(cubicles.get(o.subject().accessor())))
        .toList();
  }

  private void addData(Area area, List<Observation> list, List<Grant> grants) {
    final String owner = cubicles.get(area.owner());
    final SortedSet<String> writers = accessors(list, true);
    final SortedSet<String> readers = accessors(list, false);
    readers.removeAll(writers);
    if (!readers.isEmpty()) {
      grants.add(new Grant.Data(owner, area.symbol(), readers, false, by(list, readers)));
    }
    if (!writers.isEmpty()) {
      grants.add(new Grant.Data(owner, area.symbol(), writers, true, by(list, writers)));
    }
  }

  private void addMemory(Area area, List<Observation> list, List<Grant> grants) {
    final String owner = cubicles.get(area.owner());
    final SortedSet<String> writers = accessors(list, true);
    final SortedSet<String> readers = accessors(list, false);
    readers.removeAll(writers);
    if (!readers.isEmpty()) {
      grants.add(new Grant.Memory(owner, area.part(), readers, false, by(list, readers)));
    }
    if (!writers.isEmpty()) {
      grants.add(new Grant.Memory(owner, area.part(), writers, true, by(list, writers)));
    }
  }
}
