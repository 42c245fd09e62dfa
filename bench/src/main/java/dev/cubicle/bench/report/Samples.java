package dev.cubicle.bench.report;

import com.google.common.math.Quantiles;
import java.util.Collections;
import java.util.List;

/**
 * Repeated measurements of one thing.
 *
 * @param values at least one, in the order in which they were taken
 */
public record Samples(List<Double> values) {
  public Samples {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no samples");
    }
  }

  /** The middle value; with an even number of them the mean of the two in the middle. */
  public double median() {
    return Quantiles.median().compute(values);
  }

  public double least() {
    return Collections.min(values);
  }

  public double most() {
    return Collections.max(values);
  }
}
