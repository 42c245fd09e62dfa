package dev.cubicle.learning.inference;

import java.util.List;

/**
 * What a run has taught.
 *
 * @param grants windows of arguments by function, data and memory by owner
 */
public record Lesson(List<Grant> grants, List<Uncovered> uncovered) {
  public Lesson {
    grants = List.copyOf(grants);
    uncovered = List.copyOf(uncovered);
  }
}
