package dev.cubicle.trampolines.policy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Components that were found, in a build tree, so that a policy names them without naming files.
 * The policy may then leave out {@code entry}, mark names that need not be there with a question
 * mark at their end, take groups by {@code "@NAME"}, and all that it does not name by {@code "*"}.
 *
 * @param origin how messages name it: {@code the tree DIR}
 * @param entry the function that runs first, unless the policy says otherwise
 * @param found in link order
 * @param symbols that the components define
 * @param tables output sections of linker scripts
 * @param groups components by name of the group
 * @param additions components that are put beside the found ones
 * @param systemCallHandler what SYSCALL instructions of the components found become calls of,
 *     unless the policy says otherwise
 * @param threads how many there may be at a time, unless the policy says otherwise: 1 to 64
 */
public record Inventory(
    String origin,
    String entry,
    List<Found> found,
    Set<String> symbols,
    Set<String> tables,
    Map<String, List<String>> groups,
    List<Addition> additions,
    Optional<String> systemCallHandler,
    int threads) {

  /**
   * @param name as in the policy
   * @param file an object or archive
   * @param empty whether it has neither code nor symbols: it may be in any cubicle
   */
  public record Found(String name, Path file, boolean empty) {}

  /**
   * A component that is added unless the policy names it, in which case it is where the policy puts
   * it.
   *
   * @param files objects
   * @param beside the component in whose cubicle it lives; without one, it is a shared cubicle of
   *     its own, the first in the search for symbols
   * @param requires components without all of which it is left out
   * @param systemCalls that its cubicle may make, unless the policy says otherwise
   * @param readable data of it that all cubicles may read
   */
  public record Addition(
      String name,
      List<Path> files,
      Optional<String> beside,
      Set<String> requires,
      List<String> systemCalls,
      List<String> readable) {}

  boolean has(String name) {
    return found.stream().anyMatch(component -> component.name().equals(name));
  }

  /** The additions for whom everything is there that they need. */
  List<Addition> wanted() {
    return additions.stream()
        .filter(addition -> addition.beside().stream().allMatch(this::has))
        .filter(addition -> addition.requires().stream().allMatch(this::has))
        .toList();
  }
}
