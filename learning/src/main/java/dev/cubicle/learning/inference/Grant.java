package dev.cubicle.learning.inference;

import dev.cubicle.learning.observation.Observation;
import dev.cubicle.learning.observation.Part;
import java.util.List;
import java.util.SortedSet;

/** An entry that a policy needs. Cubicles by their names. */
public sealed interface Grant {

  /** What it was learned from, the first access first. */
  List<Observation> reasons();

  /**
   * An argument window.
   *
   * @param parameter from 1
   * @param size the value of the policy's key
   * @param write whether it is written
   * @param deep whether others use it than the cubicle that is called
   */
  record Window(
      String function,
      int parameter,
      String size,
      boolean write,
      boolean deep,
      List<Observation> reasons)
      implements Grant {}

  /**
   * A window on a variable.
   *
   * @param to the cubicles that use it
   */
  record Data(
      String owner, String symbol, SortedSet<String> to, boolean write, List<Observation> reasons)
      implements Grant {}

  /** A window on everything of a kind. */
  record Memory(
      String owner, Part part, SortedSet<String> to, boolean write, List<Observation> reasons)
      implements Grant {}
}
