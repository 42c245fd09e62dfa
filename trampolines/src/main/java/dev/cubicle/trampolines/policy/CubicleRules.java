package dev.cubicle.trampolines.policy;

import com.google.common.collect.ImmutableSet;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Policy.Cubicle;
import dev.cubicle.trampolines.policy.Policy.Kind;
import dev.cubicle.trampolines.policy.Policy.Limits;
import dev.cubicle.trampolines.text.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables {@code [limits]} and {@code [cubicles.NAME]}. */
final class CubicleRules {

  /** Cubicle 0 is the monitor; the manifest has room for 256. */
  private static final int MOST_CUBICLES = 255;

  private static final int MOST_THREADS = 64;
  private static final long MOST_POOL = 16L << 30;
  private static final long MOST_STACK = 256L << 20;
  private static final long DEFAULT_POOL = 64L << 20;
  private static final long DEFAULT_STACK = 64L << 10;

  /** Stacks of all cubicles on all threads: they take address space, and records of the monitor. */
  private static final long MOST_STACKS = 16L << 30;

  /** Names that mean something else. */
  private static final Set<String> RESERVED = Set.of("monitor", "cubicle");

  private enum Code {
    READ_EXECUTE,
    EXECUTE_ONLY
  }

  private enum Constants {
    OWN,
    EVERYONE
  }

  private final Map<String, PolicyDocument.Cubicle> rows;
  private final Limits limits;
  private final Constants constants;
  private final Values values;

  CubicleRules(PolicyDocument document, Limits limits, Values values) throws BadInputException {
    this.rows = document.cubicles();
    this.limits = limits;
    this.values = values;
    this.constants = values.word(Constants.class, document.constants(), Constants.OWN, "constants");
  }

  static Limits limits(PolicyDocument.Limits row, Values values) throws BadInputException {
    return new Limits(
        values.number(row.threads(), 1, MOST_THREADS, 1, "limits", "threads"),
        values.pages(Optional.ofNullable(row.pool()), MOST_POOL, DEFAULT_POOL, "limits", "pool"));
  }

  List<Cubicle> read() throws BadInputException {
    if (rows.size() > MOST_CUBICLES) {
      throw values.at(
          "%d cubicles; an image has at most %d".formatted(rows.size(), MOST_CUBICLES), "cubicles");
    }
    final List<Cubicle> cubicles = new ArrayList<>();
    for (Map.Entry<String, PolicyDocument.Cubicle> row : rows.entrySet()) {
      cubicles.add(cubicle(row.getKey(), row.getValue()));
    }
    if (cubicles.stream().noneMatch(cubicle -> cubicle.kind() == Kind.ISOLATED)) {
      throw values.at(
          "there is no isolated cubicle: nothing could run; add [cubicles.NAME]", "cubicles");
    }
    checkMembership(cubicles);
    checkCallbacks(cubicles);
    checkSizes(cubicles);
    return List.copyOf(cubicles);
  }

  private Cubicle cubicle(String name, PolicyDocument.Cubicle row) throws BadInputException {
    values.name(name, "cubicles", name);
    if (RESERVED.contains(name)) {
      throw values.at(
          "the name %s is taken: call it something else".formatted(name), "cubicles", name);
    }
    final Kind kind = values.word(Kind.class, row.kind(), Kind.ISOLATED, "cubicles", name, "kind");
    if (kind == Kind.SHARED) {
      refuseOnShared(name, row);
    }
    if (kind != Kind.ISOLATED && row.constants() != null) {
      throw values.at(
          kind == Kind.SHARED
              ? "cubicle %s is shared: everyone may read its constants without this".formatted(name)
              : "cubicle %s is trusted: what it has is the monitor's".formatted(name),
          "cubicles",
          name,
          "constants");
    }
    return new Cubicle(
        name,
        kind,
        components(name, row),
        kind == Kind.SHARED ? 0 : stack(name, row),
        kind == Kind.SHARED ? 0 : heap(name, row),
        values.word(Code.class, row.code(), Code.READ_EXECUTE, "cubicles", name, "code")
            == Code.EXECUTE_ONLY,
        kind == Kind.ISOLATED
            && values.word(
                    Constants.class, row.constants(), constants, "cubicles", name, "constants")
                == Constants.EVERYONE,
        systemCalls(name, row),
        row.callbacks() == null
            ? Optional.empty()
            : Optional.of(unique("cubicle", row.callbacks(), "cubicles", name, "callbacks")));
  }

  private long stack(String name, PolicyDocument.Cubicle row) throws BadInputException {
    return values.pages(
        Optional.ofNullable(row.stack()), MOST_STACK, DEFAULT_STACK, "cubicles", name, "stack");
  }

  private long heap(String name, PolicyDocument.Cubicle row) throws BadInputException {
    final long heap =
        values.pages(
            Optional.ofNullable(row.heap()), MOST_POOL, limits.pool(), "cubicles", name, "heap");
    if (heap > limits.pool()) {
      throw values.at(
          "%d bytes are more than the pool of all cubicles (limits.pool) has: %d"
              .formatted(heap, limits.pool()),
          "cubicles",
          name,
          "heap");
    }
    return heap;
  }

  /** Shared code runs as whoever calls it: on its stack, with its heap and its permissions. */
  private void refuseOnShared(String name, PolicyDocument.Cubicle row) throws BadInputException {
    final String key =
        row.stack() != null
            ? "stack"
            : row.heap() != null
                ? "heap"
                : row.systemCalls() != null
                    ? "system-calls"
                    : row.callbacks() != null
                        ? "callbacks"
                        : row.code() != null && !row.code().equals("read-execute") ? "code" : null;
    if (key != null) {
      throw values.at(
          ("cubicle %s is shared (kind = \"shared\"): its code runs as whoever calls it;"
                  + " say this of its callers")
              .formatted(name),
          "cubicles",
          name,
          key);
    }
  }

  private List<String> components(String name, PolicyDocument.Cubicle row)
      throws BadInputException {
    if (row.components() == null) {
      return List.of(name);
    }
    if (row.components().isEmpty()) {
      throw values.at(
          "a cubicle without components; leave the key out for component " + name,
          "cubicles",
          name,
          "components");
    }
    return List.copyOf(unique("component", row.components(), "cubicles", name, "components"));
  }

  /** The names in their order, each once. */
  private Set<String> unique(String what, List<String> names, Object... path)
      throws BadInputException {
    final Set<String> unique = new LinkedHashSet<>();
    for (String name : names) {
      if (!unique.add(values.name(name, path))) {
        throw values.at("%s %s is named twice".formatted(what, name), path);
      }
    }
    return ImmutableSet.copyOf(unique);
  }

  private Set<String> systemCalls(String name, PolicyDocument.Cubicle row)
      throws BadInputException {
    final Set<String> calls = new LinkedHashSet<>();
    for (String call : row.systemCalls() == null ? List.<String>of() : row.systemCalls()) {
      if (call == null || MonitorSystemCalls.number(call).isEmpty()) {
        throw values.at(
            "the monitor has no filter for a system call %s%s"
                .formatted(
                    Quoted.of(String.valueOf(call)),
                    Values.nearest(String.valueOf(call), MonitorSystemCalls.names())),
            "cubicles",
            name,
            "system-calls");
      }
      calls.add(call);
    }
    return ImmutableSet.copyOf(calls);
  }

  /** Every component lives in one cubicle, and cubicles do not take each other's. */
  private void checkMembership(List<Cubicle> cubicles) throws BadInputException {
    checkCycles(cubicles);
    final Map<String, String> homes = new HashMap<>();
    for (Cubicle cubicle : cubicles) {
      for (String component : cubicle.components()) {
        final String other = homes.putIfAbsent(component, cubicle.name());
        if (other != null) {
          throw values.at(
              "component %s is in cubicle %s already; a component lives in one cubicle"
                  .formatted(component, other),
              "cubicles",
              cubicle.name(),
              "components");
        }
      }
    }
  }

  /**
   * Cubicle a taking component b, and b component a, is a mistake for a merge: both would live,
   * each under the other's name.
   */
  private void checkCycles(List<Cubicle> cubicles) throws BadInputException {
    final Map<String, Cubicle> byName = new HashMap<>();
    cubicles.forEach(cubicle -> byName.put(cubicle.name(), cubicle));
    // 0 or absent: not seen; 1: on the way; 2: leads to no cycle.
    final Map<String, Integer> marks = new HashMap<>();
    for (Cubicle cubicle : cubicles) {
      final List<String> cycle = cycle(cubicle, byName, marks, new ArrayList<>());
      if (!cycle.isEmpty()) {
        throw values.at(
            "cyclic merge: %s; keep one of these cubicles, with all the components"
                .formatted(String.join(" takes ", cycle)),
            "cubicles",
            cycle.getFirst(),
            "components");
      }
    }
  }

  private static List<String> cycle(
      Cubicle cubicle, Map<String, Cubicle> byName, Map<String, Integer> marks, List<String> way) {
    if (marks.getOrDefault(cubicle.name(), 0) == 2) {
      return List.of();
    }
    way.add(cubicle.name());
    if (marks.getOrDefault(cubicle.name(), 0) == 1) {
      return way.subList(way.indexOf(cubicle.name()), way.size());
    }
    marks.put(cubicle.name(), 1);
    for (String component : cubicle.components()) {
      final Cubicle next = byName.get(component);
      if (next != null && next != cubicle) {
        final List<String> found = cycle(next, byName, marks, way);
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    marks.put(cubicle.name(), 2);
    way.removeLast();
    return List.of();
  }

  private void checkCallbacks(List<Cubicle> cubicles) throws BadInputException {
    for (Cubicle cubicle : cubicles) {
      for (String caller : cubicle.callbacks().orElse(Set.of())) {
        values.caller(caller, cubicles, "cubicles", cubicle.name(), "callbacks");
      }
    }
  }

  private void checkSizes(List<Cubicle> cubicles) throws BadInputException {
    final long stacks = cubicles.stream().mapToLong(Cubicle::stack).sum() * limits.threads();
    if (stacks > MOST_STACKS) {
      throw values.at(
          "the stacks of all cubicles on %d threads take %d MiB; at most %d MiB"
              .formatted(limits.threads(), stacks >> 20, MOST_STACKS >> 20),
          "limits",
          "threads");
    }
  }
}
