package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Inventory.Addition;
import dev.cubicle.trampolines.policy.Inventory.Found;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A policy for components that were found, made one that names them all: what is optional and
 * missing is taken out, the found ones' files are filled in, additions are put where they belong.
 */
final class Composition {

  private static final String TRAP = "trap:";

  private final PolicyDocument document;
  private final Map<String, List<String>> named;
  private final Inventory inventory;
  private final Values values;

  /** Where a row of the composed policy stands in the file, if elsewhere. */
  private final Map<List<String>, List<String>> origins = new HashMap<>();

  /** Cubicles that no component is left for. */
  private final Set<String> dropped = new LinkedHashSet<>();

  private Composition(
      PolicyDocument document,
      Map<String, List<String>> named,
      Inventory inventory,
      Values values) {
    this.document = document;
    this.named = named;
    this.inventory = inventory;
    this.values = values;
  }

  /**
   * @param files of components, by name: those of the command line, and of what was found
   * @param origins where rows stand in the file: of a row's path to that in the file
   */
  record Composed(
      PolicyDocument document,
      Map<String, List<String>> files,
      Map<List<String>, List<String>> origins) {}

  /**
   * @param named files that the command line names, by component
   */
  static Composed of(
      PolicyDocument document, Map<String, List<String>> named, Inventory inventory, Values values)
      throws BadInputException {
    return new Composition(document, named, inventory, values).compose();
  }

  private Composed compose() throws BadInputException {
    final LinkedHashMap<String, PolicyDocument.Cubicle> cubicles = cubicles();
    final Set<String> used = new LinkedHashSet<>();
    cubicles.values().forEach(cubicle -> used.addAll(cubicle.components()));
    final PresentGrants grants = new PresentGrants(inventory, dropped, origins);
    final PolicyDocument composed =
        document.with(
            document.entry() == null ? inventory.entry() : document.entry(),
            document.limits().withThreads(inventory.threads()),
            cubicles,
            components(used),
            functions(),
            grants.data(document.data(), cubicles),
            grants.memory(document.memory()),
            grants.tables(document.tables()));
    return new Composed(composed, files(used), Map.copyOf(origins));
  }

  private LinkedHashMap<String, PolicyDocument.Cubicle> cubicles() throws BadInputException {
    final Map<String, List<String>> members =
        new Membership(document.cubicles(), own(), inventory, values).find();
    final LinkedHashMap<String, PolicyDocument.Cubicle> cubicles = new LinkedHashMap<>();
    for (Addition addition : inventory.wanted()) {
      final String name = addition.name();
      final boolean placed =
          addition.beside().isPresent()
              || members.values().stream().anyMatch(names -> names.contains(name));
      if (!placed && document.cubicles().containsKey(name)) {
        throw values.at(
            "the name is that of a component that is added; call the cubicle something else",
            "cubicles",
            name);
      }
      if (!placed) {
        cubicles.put(name, PolicyDocument.Cubicle.shared(List.of(name)));
      }
    }
    members.forEach(
        (name, components) -> {
          if (components.isEmpty()) {
            dropped.add(name);
          } else {
            cubicles.put(name, cubicle(document.cubicles().get(name), components));
          }
        });
    cubicles.replaceAll(
        (_, cubicle) -> cubicle.withCallbacks(PresentGrants.without(dropped, cubicle.callbacks())));
    return cubicles;
  }

  /** Components whose files somebody names. */
  private Set<String> own() {
    final Set<String> own = new LinkedHashSet<>(named.keySet());
    document
        .components()
        .forEach(
            (name, row) -> {
              if (row.files() != null) {
                own.add(name);
              }
            });
    return own;
  }

  private PolicyDocument.Cubicle cubicle(PolicyDocument.Cubicle row, List<String> components) {
    List<String> calls = row.systemCalls();
    if (calls == null) {
      final List<String> added =
          inventory.wanted().stream()
              .filter(addition -> components.contains(addition.name()))
              .flatMap(addition -> addition.systemCalls().stream())
              .distinct()
              .toList();
      calls = added.isEmpty() ? null : added;
    }
    return row.with(components, calls);
  }

  /** A row for every component found that is used, in link order, then the policy's own. */
  private LinkedHashMap<String, PolicyDocument.Component> components(Set<String> used) {
    final Map<String, PolicyDocument.Component> written = new LinkedHashMap<>();
    document
        .components()
        .forEach(
            (name, row) -> {
              final String plain = Membership.withoutMark(name);
              if (!plain.equals(name)) {
                origins.put(List.of("components", plain), List.of("components", name));
              }
              if (plain.equals(name) || used.contains(plain)) {
                written.put(plain, row);
              }
            });
    final String trap = inventory.systemCallHandler().map(TRAP::concat).orElse(null);
    final LinkedHashMap<String, PolicyDocument.Component> rows = new LinkedHashMap<>();
    for (Found found : inventory.found()) {
      if (used.contains(found.name())) {
        final PolicyDocument.Component row = written.get(found.name());
        rows.put(
            found.name(),
            new PolicyDocument.Component(
                row == null ? null : row.files(),
                row == null || row.syscallInstructions() == null ? trap : row.syscallInstructions(),
                row == null || row.xrstorInstructions() == null
                    ? ComponentRules.FXRSTOR
                    : row.xrstorInstructions(),
                row == null || row.farTransfers() == null
                    ? ComponentRules.STOP
                    : row.farTransfers()));
      }
    }
    written.forEach(rows::putIfAbsent);
    return rows;
  }

  private Map<String, List<String>> files(Set<String> used) {
    final Map<String, List<String>> files = new LinkedHashMap<>();
    for (Found found : inventory.found()) {
      if (used.contains(found.name())) {
        files.put(found.name(), List.of(found.file().toString()));
      }
    }
    for (Addition addition : inventory.wanted()) {
      if (used.contains(addition.name())) {
        files.put(addition.name(), addition.files().stream().map(Path::toString).toList());
      }
    }
    document
        .components()
        .forEach(
            (name, row) -> {
              if (row.files() != null) {
                files.remove(name);
              }
            });
    files.putAll(named);
    return files;
  }

  private LinkedHashMap<String, PolicyDocument.Function> functions() {
    final LinkedHashMap<String, PolicyDocument.Function> rows = new LinkedHashMap<>();
    document
        .functions()
        .forEach(
            (name, row) -> {
              final String plain = Membership.withoutMark(name);
              if (plain.equals(name) || inventory.symbols().contains(plain)) {
                rows.put(plain, row);
              }
              if (!plain.equals(name)) {
                origins.put(List.of("functions", plain), List.of("functions", name));
              }
            });
    return rows;
  }
}
