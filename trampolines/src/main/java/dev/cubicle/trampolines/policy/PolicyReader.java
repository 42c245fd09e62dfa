package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads policy files: TOML, every key of which is described in docs/policy.md. */
public final class PolicyReader {

  private PolicyReader() {}

  /** Reads a policy whose components all have their files named in it. */
  public static Policy read(Path file) throws BadInputException {
    return read(file, Map.of());
  }

  /**
   * Reads a policy.
   *
   * @param components files of components, by name: they take the place of those that the policy
   *     names. Paths or patterns, relative to the working directory
   * @throws BadInputException with one line that names file, line and key, for whatever is wrong
   */
  public static Policy read(Path file, Map<String, List<String>> components)
      throws BadInputException {
    return policy(PolicySource.read(file), components);
  }

  /**
   * Reads a policy for components that were found.
   *
   * @param components files of components, by name, as for {@link #read(Path, Map)}
   * @throws BadInputException with one line that names file, line and key, for whatever is wrong
   */
  public static Policy read(Path file, Map<String, List<String>> components, Inventory inventory)
      throws BadInputException {
    return policy(PolicySource.read(file), components, inventory);
  }

  /**
   * Reads a policy that came with the program.
   *
   * @param name what messages call it
   * @param text UTF-8
   * @throws BadInputException as for a file
   */
  public static Policy read(
      String name, byte[] text, Map<String, List<String>> components, Inventory inventory)
      throws BadInputException {
    return policy(PolicySource.of(Path.of(name), text), components, inventory);
  }

  static Policy policy(PolicySource source, Map<String, List<String>> components)
      throws BadInputException {
    return policy(source.parse(), source, components, new Values(source));
  }

  static Policy policy(
      PolicySource source, Map<String, List<String>> components, Inventory inventory)
      throws BadInputException {
    final Composition.Composed composed =
        Composition.of(source.parse(), components, inventory, new Values(source));
    return policy(
        composed.document(), source, composed.files(), new Values(source, composed.origins()));
  }

  private static Policy policy(
      PolicyDocument document,
      PolicySource source,
      Map<String, List<String>> components,
      Values values)
      throws BadInputException {
    final String entry = values.symbol(document.entry(), "entry");
    final Policy.Limits limits = CubicleRules.limits(document.limits(), values);
    final List<Policy.Cubicle> cubicles = new CubicleRules(document, limits, values).read();
    final Map<String, Policy.Component> files =
        new ComponentRules(source.file(), document.components(), components, values).read(cubicles);
    return new Policy(
        entry,
        limits,
        cubicles,
        files,
        new FunctionRules(document.functions(), values).read(),
        new DataRules(document.data(), cubicles, values).read(),
        new MemoryRules(document.memory(), cubicles, values).read(),
        TableRules.scripts(source.file(), document.linkerScripts(), values),
        TableRules.tables(document.tables(), cubicles, values));
  }
}
