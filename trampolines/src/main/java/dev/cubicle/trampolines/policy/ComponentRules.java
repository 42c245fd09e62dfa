package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Policy.Component;
import dev.cubicle.trampolines.policy.Policy.Cubicle;
import dev.cubicle.trampolines.text.Quoted;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables {@code [components.NAME]}, and the files that the command line names. */
final class ComponentRules {

  /** The rule by which XRSTOR becomes FXRSTOR. */
  static final String FXRSTOR = "fxrstor";

  static final String STOP = "stop";

  private static final String REFUSE = "refuse";
  private static final String TRAP = "trap:";

  private final Path policy;
  private final Map<String, PolicyDocument.Component> rows;
  private final Map<String, List<String>> named;
  private final Values values;

  /**
   * @param named what the command line says
   */
  ComponentRules(
      Path policy,
      Map<String, PolicyDocument.Component> rows,
      Map<String, List<String>> named,
      Values values) {
    this.policy = policy;
    this.rows = rows;
    this.named = named;
    this.values = values;
  }

  /**
   * The components of these cubicles: those that the policy has tables for in the order of these,
   * then the others in the order of the cubicles.
   */
  Map<String, Component> read(List<Cubicle> cubicles) throws BadInputException {
    final Set<String> used = new LinkedHashSet<>();
    cubicles.forEach(cubicle -> used.addAll(cubicle.components()));
    for (String name : rows.keySet()) {
      values.name(name, "components", name);
      if (!used.contains(name)) {
        throw values.at(
            "component %s is in no cubicle: add it to one's components%s"
                .formatted(name, Values.nearest(name, used)),
            "components",
            name);
      }
    }
    for (String name : named.keySet()) {
      if (!used.contains(name)) {
        throw new BadInputException(
            "--component %s=…: no cubicle of %s has a component of this name%s"
                .formatted(name, policy, Values.nearest(name, used)));
      }
    }
    final Map<String, Component> components = new LinkedHashMap<>();
    rows.keySet().forEach(name -> components.put(name, null));
    for (Cubicle cubicle : cubicles) {
      for (String name : cubicle.components()) {
        components.put(name, component(name, cubicle));
      }
    }
    return Collections.unmodifiableMap(components);
  }

  private Component component(String name, Cubicle cubicle) throws BadInputException {
    final PolicyDocument.Component row = rows.get(name);
    final Optional<String> handler = row == null ? Optional.empty() : handler(name, row);
    final boolean legacyState =
        row != null && chosen(name, "xrstor-instructions", row.xrstorInstructions(), FXRSTOR);
    final boolean stops = row != null && chosen(name, "far-transfers", row.farTransfers(), STOP);
    if (named.containsKey(name)) {
      return new Component(name, namedFiles(name), handler, legacyState, stops);
    }
    if (row == null || row.files() == null || row.files().isEmpty()) {
      throw values.at(
          "component %s has no files: add [components.%s] with files = [\"…\"], or --component %s=FILE"
              .formatted(name, name, name),
          row == null
              ? new Object[] {"cubicles", cubicle.name()}
              : new Object[] {"components", name});
    }
    final Set<Path> files = new LinkedHashSet<>();
    final Path base = policy.toAbsolutePath().getParent();
    for (String pattern : row.files()) {
      try {
        files.addAll(FilePattern.expand(base, String.valueOf(pattern)));
      } catch (BadInputException e) {
        throw values.at(e.getMessage(), "components", name, "files");
      }
    }
    return new Component(name, List.copyOf(files), handler, legacyState, stops);
  }

  private List<Path> namedFiles(String name) throws BadInputException {
    final Set<Path> files = new LinkedHashSet<>();
    for (String pattern : named.get(name)) {
      try {
        files.addAll(FilePattern.expand(Path.of(""), pattern));
      } catch (BadInputException e) {
        throw new BadInputException("--component %s=…: %s".formatted(name, e.getMessage()), e);
      }
    }
    return List.copyOf(files);
  }

  /** Whether a key has its other value than {@code refuse}. */
  private boolean chosen(String name, String key, String text, String other)
      throws BadInputException {
    if (text != null && !text.equals(REFUSE) && !text.equals(other)) {
      throw values.at(
          "%s: expected %s or %s".formatted(Quoted.of(text), REFUSE, other),
          "components",
          name,
          key);
    }
    return other.equals(text);
  }

  private Optional<String> handler(String name, PolicyDocument.Component row)
      throws BadInputException {
    final String text = row.syscallInstructions();
    if (text == null || text.equals(REFUSE)) {
      return Optional.empty();
    }
    if (!text.startsWith(TRAP)) {
      throw values.at(
          "%s: expected refuse or trap:FUNCTION".formatted(Quoted.of(text)),
          "components",
          name,
          "syscall-instructions");
    }
    return Optional.of(
        values.symbol(text.substring(TRAP.length()), "components", name, "syscall-instructions"));
  }
}
