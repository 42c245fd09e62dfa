package dev.cubicle.tracing.statistics;

import java.util.List;

/**
 * What the monitor of a cubicle image counted.
 *
 * @param cubicles by their numbers, the monitor first
 * @param calls between cubicles, the most frequent first
 * @param totals further counts
 */
public record CubicleStatistics(List<Cubicle> cubicles, List<Call> calls, List<Total> totals) {

  /**
   * @param kind isolated, shared or trusted
   * @param key protection key at the end; 0 if it had none
   * @param faults that its accesses caused
   * @param pages of 4096 bytes that it owned at the end
   */
  public record Cubicle(String name, String kind, int key, long faults, long pages) {}

  /**
   * @param from the caller's cubicle
   * @param to the cubicle of the function
   */
  public record Call(String from, String to, String function, long count) {}

  /**
   * @param name for programs
   * @param words for people
   */
  public record Total(String name, String words, long value) {}

  public CubicleStatistics {
    cubicles = List.copyOf(cubicles);
    calls = List.copyOf(calls);
    totals = List.copyOf(totals);
  }
}
