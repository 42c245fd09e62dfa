package dev.cubicle.unikraft;

import dev.cubicle.guests.MonitorObjects;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.BuildRequest;
import dev.cubicle.trampolines.build.BuildResult;
import dev.cubicle.trampolines.build.ImageBuilder;
import dev.cubicle.trampolines.build.ImageContents;
import dev.cubicle.trampolines.policy.Inventory;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.script.ScriptItem;
import dev.cubicle.trampolines.script.ScriptReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

  private final Wish wish;
  private final BuildTree tree;
  private final Glue glue;
  private final Inventory inventory;
  private TreePolicy policy;

  private UnikraftBuild(Wish wish, BuildTree tree, Glue glue) throws BadInputException {
    this.wish = wish;
    this.tree = tree;
    this.glue = glue;
    this.inventory = inventory(tree, glue);
    this.policy = TreePolicy.read(wish.policy(), wish.components(), tree, inventory);
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
      final UnikraftBuild build = new UnikraftBuild(wish, tree, glue);
      done = true;
      return build;
    } finally {
      if (!done) {
        glue.close();
      }
    }
  }

  private static Inventory inventory(BuildTree tree, Glue glue) throws BadInputException {
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
                        library.name(),
                        glue.renamed()
                            .getOrDefault(library.name(), library.file())
                            .toAbsolutePath(),
                        library.empty()))
            .toList(),
        Set.copyOf(symbols),
        tables(tree),
        Groups.of(tree),
        glue.additions(),
        glue.systemCallHandler(),
        glue.threads());
  }

  /** What the tree's linker scripts gather. */
  private static Set<String> tables(BuildTree tree) throws BadInputException {
    final Set<String> tables = new HashSet<>();
    for (Path script : tree.scripts()) {
      for (List<ScriptItem> block : ScriptReader.read(script).blocks()) {
        for (ScriptItem item : block) {
          if (item instanceof ScriptItem.Output output) {
            tables.add(output.section());
          }
        }
      }
    }
    return Set.copyOf(tables);
  }

  /** With the files of every component, and the tree's linker scripts. */
  public Policy policy() {
    return policy.policy().withLinkerScripts(tree.scripts());
  }

  /** The file of the policy, or the name of one that comes with the program. */
  public String policyName() {
    return policy.name();
  }

  /** The text of the policy, as it was written. */
  public String policyText() throws IOException {
    return policy.text().isPresent()
        ? policy.text().get()
        : Files.readString(Path.of(policy.name()));
  }

  /** Names of policies that come with the program and suit the tree: first the one for any tree. */
  public List<String> shippedPolicies() {
    return ShippedPolicies.namesFor(tree);
  }

  /**
   * Builds the image. A policy that was written for no tree in particular gets what this one's
   * libraries name of each other's data.
   *
   * @param output the image; it appears complete or not at all
   * @param keep a directory for what a person may want to read: as with any build, and the policy
   *     if it came with the program
   * @throws BadInputException with one line that says what stands in the way
   * @throws IOException if files cannot be written
   */
  public BuildResult build(Path output, Optional<Path> keep)
      throws BadInputException, IOException, InterruptedException {
    BuildResult result;
    try {
      result = buildOnce(output, keep);
    } catch (BadInputException e) {
      if (e.remedy().isEmpty() || !policy.canGrow()) {
        throw e;
      }
      policy = policy.with(e.remedy(), wish.components(), inventory);
      result = buildOnce(output, keep);
    }
    if (keep.isPresent() && policy.text().isPresent()) {
      Files.writeString(keep.get().resolve("policy.toml"), policy.text().get());
    }
    return result;
  }

  private BuildResult buildOnce(Path output, Optional<Path> keep)
      throws BadInputException, IOException, InterruptedException {
    return ImageBuilder.build(
        new BuildRequest(policy(), MonitorObjects.installed().files(), output, keep), contents());
  }

  /** What has to be written into the image once its layout is known. */
  public ImageContents contents() throws BadInputException {
    return BootInfo.of(tree);
  }

  /**
   * The warnings that concern the user: what a policy says in vain that came with the program, and
   * serves many trees, does not.
   */
  public List<String> warnings(BuildResult result) {
    return policy.text().isEmpty()
        ? result.warnings()
        : result.warnings().stream().filter(line -> !line.startsWith("the policy ")).toList();
  }

  /** What the tree holds and where it went. */
  public TreeContents summary() {
    return TreeContents.of(tree, policy.name(), policy.policy());
  }

  /** What a person should know of the tree before it is built, one line each. */
  public List<String> notes() {
    return Stream.concat(tree.notes().stream(), glue.notes().stream()).toList();
  }

  @Override
  public void close() throws IOException {
    glue.close();
  }
}
