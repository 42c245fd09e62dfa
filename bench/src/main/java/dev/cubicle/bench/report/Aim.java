package dev.cubicle.bench.report;

/**
 * What a figure ought to be, and what it is.
 *
 * @param what the figure
 * @param unit its unit; {@code ×} for a ratio
 * @param value what was measured; not a number where it could not be made out, which misses the aim
 * @param bound whether it is wanted above or below the limit
 * @param limit met exactly, it is met
 */
public record Aim(String what, String unit, double value, Bound bound, double limit) {

  /** On which side of its limit a figure is wanted. */
  public enum Bound {
    AT_LEAST("at least"),
    AT_MOST("at most");

    private final String words;

    Bound(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  public boolean met() {
    return switch (bound) {
      case AT_LEAST -> value >= limit;
      case AT_MOST -> value <= limit;
    };
  }
}
