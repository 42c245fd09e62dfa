package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.ImageContents;
import dev.cubicle.trampolines.policy.Inventory;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.PolicyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an image of a build tree is made of. Files that were generated for it live until it is
 * closed.
 */
public final class UnikraftBuild implements AutoCloseable {

  /**
   * Where linuxu's own start leads, with {@code argc} and {@code argv}: the monitor has done what
   * comes before.
   */
  private static final String ENTRY = "_liblinuxuplat_entry";

  private final BuildTree tree;
  private final Glue glue;
  private final Policy policy;
  private final String policyName;

  private UnikraftBuild(BuildTree tree, Glue glue, Policy policy, String policyName) {
    this.tree = tree;
    this.glue = glue;
    this.policy = policy;
    this.policyName = policyName;
  }

  /**
   * What is asked for.
   *
   * @param directory of the build tree
   * @param application which of its images, if there are several
   * @param policy the name of a policy's file, or of a policy that comes with the program; without
   *     one, the latter that fits best
   * @param components files of components, by name: they take the place of the tree's
   */
  public record Wish(
      Path directory,
      Optional<String> application,
      Optional<Path> policy,
      Map<String, List<String>> components) {}

  /**
   * Reads the tree and the policy.
   *
   * @throws BadInputException with one line that says what stands in the way
   * @throws IOException if files cannot be written
   */
  public static UnikraftBuild of(Wish wish)
      throws BadInputException, IOException, InterruptedException {
    final BuildTree tree = BuildTree.read(wish.directory(), wish.application());
    final Glue glue = Glue.of(tree);
    boolean done = false;
    try {
      final Inventory inventory = inventory(tree, glue);
      final UnikraftBuild build = of(wish, tree, glue, inventory);
      done = true;
      return build;
    } finally {
      if (!done) {
        glue.close();
      }
    }
  }

  private static UnikraftBuild of(Wish wish, BuildTree tree, Glue glue, Inventory inventory)
      throws BadInputException {
    final Optional<Path> file = wish.policy();
    if (file.isPresent() && (Files.exists(file.get()) || !isShipped(file.get()))) {
      return new UnikraftBuild(
          tree,
          glue,
          PolicyReader.read(file.get(), wish.components(), inventory),
          file.get().toString());
    }
    final String name = file.map(Path::toString).orElseGet(() -> ShippedPolicies.nameFor(tree));
    return new UnikraftBuild(
        tree,
        glue,
        PolicyReader.read(
            "policy " + name, ShippedPolicies.text(name), wish.components(), inventory),
        name);
  }

  private static boolean isShipped(Path name) {
    return ShippedPolicies.has(name.toString());
  }

  private static Inventory inventory(BuildTree tree, Glue glue) {
    final Set<String> symbols = new HashSet<>();
    for (Library library : tree.libraries()) {
      symbols.addAll(library.defines());
      symbols.addAll(library.locals());
    }
    return new Inventory(
        "the tree " + tree.directory(),
        ENTRY,
        tree.libraries().stream()
            .map(
                library ->
                    new Inventory.Found(
                        library.name(), library.file().toAbsolutePath(), library.empty()))
            .toList(),
        Set.copyOf(symbols),
        Groups.of(tree),
        glue.additions(),
        glue.systemCallHandler());
  }

  /** With the files of every component, and the tree's linker scripts. */
  public Policy policy() {
    return policy.withLinkerScripts(tree.scripts());
  }

  /** The file of the policy, or the name of one that comes with the program. */
  public String policyName() {
    return policyName;
  }

  /** The text of the policy, as it was written. */
  public String policyText() throws IOException {
    return ShippedPolicies.has(policyName) && !Files.exists(Path.of(policyName))
        ? new String(ShippedPolicies.text(policyName), StandardCharsets.UTF_8)
        : Files.readString(Path.of(policyName));
  }

  /** The tree's linker scripts, in their order. */
  public List<Path> linkerScripts() {
    return tree.scripts();
  }

  /** What has to be written into the image once its layout is known. */
  public ImageContents contents() throws BadInputException {
    return BootInfo.of(tree);
  }

  /** What a person should know of the tree before it is built, one line each. */
  public List<String> notes() {
    return tree.notes();
  }

  @Override
  public void close() throws IOException {
    glue.close();
  }
}
