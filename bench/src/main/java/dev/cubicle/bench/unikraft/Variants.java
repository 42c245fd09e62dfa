package dev.cubicle.bench.unikraft;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.experiment.Progress;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.inspect.Exposure;
import dev.cubicle.trampolines.inspect.Overview;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.unikraft.TreeContents;
import dev.cubicle.unikraft.UnikraftBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The images of a tree: its own, and those built here, which go when this is closed. */
public final class Variants implements AutoCloseable {

  /** The policy for any tree that comes with the program. */
  private static final String DEFAULT = "default";

  private static final String SQLITE = "sqlite";

  private static final String ONE_CUBICLE =
      """
      constants = "everyone"

      [cubicles.all]
      components = ["*"]
      stack = "1 MiB"
      """;

  private final Path tree;
  private final Optional<String> application;
  private final Path directory;
  private final List<Variant> all = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Path> wanted = new LinkedHashMap<>();
  private final TreeContents contents;
  private final boolean hasSqlite;
  private final List<String> shipped;

  private Variants(Path tree, Optional<String> application, Path directory)
      throws BadInputException, IOException, InterruptedException {
    this.tree = tree;
    this.application = application;
    this.directory = directory;
    try (UnikraftBuild build = open(Path.of(DEFAULT))) {
      contents = build.summary();
      shipped = build.shippedPolicies();
      hasSqlite = build.policy().components().containsKey(SQLITE);
    }
    all.add(Variant.stock(stockImage()));
  }

  /**
   * Reads a tree. Nothing is built yet.
   *
   * @param application which of its images, if there are several
   * @throws BadInputException with one line that says what stands in the way
   */
  public static Variants of(Path tree, Optional<String> application)
      throws BadInputException, IOException, InterruptedException {
    Path directory = Files.createTempDirectory("cubicle-unikraft");
    try {
      return new Variants(tree, application, directory);
    } catch (BadInputException | IOException | InterruptedException | RuntimeException e) {
      delete(directory);
      throw e;
    }
  }

  /** What was made for the tree's image, with the same name. */
  private Path stockImage() throws BadInputException {
    Path image = tree.resolve(contents.image() + "_linuxu-x86_64");
    if (!Files.isExecutable(image) || !Files.isRegularFile(image)) {
      throw new BadInputException(
          image + ": is not there, or no program; build the tree to its end");
    }
    return image;
  }

  /**
   * Adds one cubicle that holds everything, the policies that come with the program and fit, and
   * others.
   *
   * @param policies files
   * @throws BadInputException if one of them is not a policy for this tree
   */
  public void want(List<Path> policies)
      throws BadInputException, IOException, InterruptedException {
    Path one = directory.resolve("one.toml");
    Files.writeString(one, ONE_CUBICLE);
    wanted.put("one cubicle", one);
    for (String name : shipped) {
      wanted.put(row(name), Path.of(name));
    }
    for (Path policy : policies) {
      open(policy).close();
      String name = String.valueOf(policy.getFileName());
      wanted.put(wanted.containsKey(name) ? policy.toString() : name, policy);
    }
  }

  /** How many images {@link #build} makes. */
  public int wanted() {
    return wanted.size();
  }

  /** Builds what is wanted; what cannot be built is among the failures. */
  public void build(Progress progress) throws BenchException, InterruptedException {
    for (var each : wanted.entrySet()) {
      progress.starting("building " + each.getKey());
      try {
        all.add(built(each.getKey(), each.getValue()));
      } catch (BadInputException e) {
        failures.add(each.getKey() + ": not built: " + e.getMessage());
      } catch (IOException e) {
        throw BenchException.failed(each.getKey() + ": not built: " + e.getMessage());
      }
      progress.done();
    }
  }

  private Variant built(String name, Path policy)
      throws BadInputException, IOException, InterruptedException {
    Path image = directory.resolve("image-" + all.size());
    try (UnikraftBuild build = open(policy)) {
      build.build(image, Optional.empty());
      List<Policy.Cubicle> cubicles = build.policy().cubicles();
      return new Variant(
          name,
          image,
          Optional.of(
              new Variant.Isolation(
                  build.policyName(),
                  lines(build.policyText()),
                  count(cubicles, Policy.Kind.ISOLATED),
                  count(cubicles, Policy.Kind.SHARED),
                  Exposed.of(Exposure.of(Overview.of(CubicleImage.read(image)))))));
    }
  }

  private static int count(List<Policy.Cubicle> cubicles, Policy.Kind kind) {
    return (int) cubicles.stream().filter(cubicle -> cubicle.kind() == kind).count();
  }

  /** Lines of a policy that are neither blank nor a comment. */
  static long lines(String policy) {
    return policy
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .count();
  }

  private UnikraftBuild open(Path policy)
      throws BadInputException, IOException, InterruptedException {
    return UnikraftBuild.of(
        new UnikraftBuild.Wish(tree, application, Optional.of(policy), Map.of()));
  }

  /** The tree's own image first. */
  List<Variant> all() {
    return List.copyOf(all);
  }

  /** The row of the policy that divides SQLite as the paper does, if that is in the tree. */
  Optional<String> sqliteRow() {
    return shipped.stream().filter(SQLITE::equals).map(Variants::row).findFirst();
  }

  private static String row(String shippedPolicy) {
    return "policy " + shippedPolicy;
  }

  /** One line for each image that could not be built. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Whether SQLite is in the tree. */
  public boolean hasSqlite() {
    return hasSqlite;
  }

  /** The image, its version, its size. */
  String words() {
    return "%s on Unikraft%s (%d libraries)"
        .formatted(
            contents.image(),
            contents.version().map(version -> " " + version).orElse(""),
            contents.libraries());
  }

  /** Where runs may leave files. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    delete(directory);
  }

  private static void delete(Path directory) throws IOException {
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
