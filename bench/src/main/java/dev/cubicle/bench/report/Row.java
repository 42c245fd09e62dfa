package dev.cubicle.bench.report;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One thing, measured in several places.
 *
 * @param name what was measured
 * @param unit {@code ns} or {@code s}
 * @param samples by the place's name, in the order in which they are shown; a place where it cannot
 *     be measured is not there
 * @param comparisons which ratios are of interest
 */
public record Row(
    String name, String unit, Map<String, Samples> samples, List<Comparison> comparisons) {
  public Row {
    samples = ImmutableMap.copyOf(samples);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * The median of a place.
   *
   * @throws IllegalArgumentException if nothing was measured there
   */
  public double median(String place) {
    Samples found = samples.get(place);
    if (found == null) {
      throw new IllegalArgumentException(name + " was not measured in " + place);
    }
    return found.median();
  }

  /**
   * The ratio of two medians; nothing if either is not positive, where a ratio has no meaning, or
   * was not measured.
   */
  public OptionalDouble ratio(Comparison comparison) {
    if (!samples.containsKey(comparison.dividend()) || !samples.containsKey(comparison.divisor())) {
      return OptionalDouble.empty();
    }
    double dividend = median(comparison.dividend());
    double divisor = median(comparison.divisor());
    return dividend > 0 && divisor > 0
        ? OptionalDouble.of(dividend / divisor)
        : OptionalDouble.empty();
  }
}
