package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.policy.Policy.MemoryPart;
import java.util.BitSet;

/**
 * Pages in a window that is open for ever.
 *
 * @param window its number among the owner's; those with the same are for the same cubicles, and
 *     for the same access
 * @param to numbers of the cubicles
 */
public record PlannedGrant(Extent extent, int owner, int window, boolean write, BitSet to) {

  /** Which pages. */
  public sealed interface Extent {}

  /**
   * Those of a data symbol.
   *
   * @param symbol its name in the link
   * @param size bytes
   */
  public record Datum(String symbol, long size) implements Extent {}

  /** All that the owner has of a kind. */
  public record Everything(MemoryPart part) implements Extent {}
}
