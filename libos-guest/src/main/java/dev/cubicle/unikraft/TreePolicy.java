package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Inventory;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.PolicyReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The policy that a tree is built with.
 *
 * @param name its file, or its name if it comes with the program
 * @param text of one that comes with the program
 */
record TreePolicy(String name, Optional<String> text, Policy policy) {

  /**
   * @param wish the name of a file, or of a policy that comes with the program; without one, the
   *     latter that fits best
   * @param components files of components, by name: they take the place of the tree's
   */
  static TreePolicy read(
      Optional<Path> wish,
      Map<String, List<String>> components,
      BuildTree tree,
      Inventory inventory)
      throws BadInputException {
    if (wish.isPresent() && (Files.exists(wish.get()) || !isShipped(wish.get()))) {
      return new TreePolicy(
          wish.get().toString(),
          Optional.empty(),
          PolicyReader.read(wish.get(), components, inventory));
    }
    final String name = wish.map(Path::toString).orElseGet(() -> ShippedPolicies.nameFor(tree));
    return shipped(name, ShippedPolicies.text(name), components, inventory);
  }

  private static boolean isShipped(Path name) {
    return ShippedPolicies.has(name.toString());
  }

  private static TreePolicy shipped(
      String name, String text, Map<String, List<String>> components, Inventory inventory)
      throws BadInputException {
    return new TreePolicy(
        name,
        Optional.of(text),
        PolicyReader.read(
            "policy " + name, text.getBytes(StandardCharsets.UTF_8), components, inventory));
  }

  /** Whether it was written for no tree in particular, and lacks what this one needs. */
  boolean canGrow() {
    return name.equals(ShippedPolicies.DEFAULT) && text.isPresent();
  }

  /** The same with more lines. */
  TreePolicy with(String lines, Map<String, List<String>> components, Inventory inventory)
      throws BadInputException {
    return shipped(name, text.orElse("") + "\n" + lines, components, inventory);
  }
}
