package dev.cubicle.learning.observation;

import java.util.List;

/**
 * An access, as it was seen.
 *
 * @param instruction its address; 0 where Linux made it
 * @param size bytes of the instruction's operand, or of what Linux was asked for in one page
 * @param calls functions that had been called across cubicles and not returned, the innermost
 *     first: indices of the manifest's table
 */
public record Sighting(long instruction, long address, int size, List<Integer> calls) {
  public Sighting {
    calls = List.copyOf(calls);
  }
}
