package dev.cubicle.unikraft;

import dev.cubicle.trampolines.policy.Policy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a tree holds and where it went, for a person.
 *
 * @param image the name of the tree's image
 * @param version of Unikraft
 * @param policy its file, or its name if it came with the program
 * @param libraries how many there are
 * @param homes the cubicles, in the policy's order
 * @param headersOnly libraries without code and symbols
 * @param withoutDebug libraries without debug information, of those with code
 * @param sharedData bytes of writable data by library, of those in shared cubicles
 * @param memory of one cubicle that others may use for ever
 */
public record TreeContents(
    String image,
    Optional<String> version,
    String policy,
    int libraries,
    List<Home> homes,
    List<String> headersOnly,
    List<String> withoutDebug,
    Map<String, Long> sharedData,
    List<Policy.SharedMemory> memory) {

  /**
   * @param libraries of the tree
   * @param added components that are not the tree's
   */
  public record Home(
      String cubicle, Policy.Kind kind, List<String> libraries, List<String> added) {}

  static TreeContents of(BuildTree tree, String policyName, Policy policy) {
    return new TreeContents(
        tree.image(),
        tree.version(),
        policyName,
        tree.libraries().size(),
        policy.cubicles().stream().map(cubicle -> home(tree, cubicle)).toList(),
        names(tree, Library::empty),
        names(tree, library -> !library.empty() && !library.debug()),
        sharedData(tree, policy),
        policy.memory());
  }

  private static Home home(BuildTree tree, Policy.Cubicle cubicle) {
    return new Home(
        cubicle.name(),
        cubicle.kind(),
        cubicle.components().stream().filter(name -> tree.library(name).isPresent()).toList(),
        cubicle.components().stream().filter(name -> tree.library(name).isEmpty()).toList());
  }

  private static List<String> names(BuildTree tree, Predicate<Library> wanted) {
    return tree.libraries().stream().filter(wanted).map(Library::name).toList();
  }

  private static Map<String, Long> sharedData(BuildTree tree, Policy policy) {
    final Map<String, Long> bytes = new LinkedHashMap<>();
    for (Policy.Cubicle cubicle : policy.cubicles()) {
      for (String name : cubicle.components()) {
        final long writable = tree.library(name).map(Library::writable).orElse(0L);
        if (cubicle.kind() == Policy.Kind.SHARED && writable > 0) {
          bytes.put(name, writable);
        }
      }
    }
    return bytes;
  }
}
