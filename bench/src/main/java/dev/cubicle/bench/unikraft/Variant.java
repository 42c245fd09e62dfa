package dev.cubicle.bench.unikraft;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One way to run what a tree holds.
 *
 * @param name of its row
 * @param image what is run
 * @param isolation nothing for the tree's own image
 */
record Variant(String name, Path image, Optional<Isolation> isolation) {

  /**
   * @param policy its file, or its name if it comes with the program
   * @param lines of the policy, without comments and blank ones, with those that the build added
   * @param isolated how many isolated cubicles there are
   * @param shared how many shared ones
   * @param exposed what they can touch of each other
   */
  record Isolation(String policy, long lines, int isolated, int shared, Exposed exposed) {}

  static Variant stock(Path image) {
    return new Variant("stock image", image, Optional.empty());
  }
}
