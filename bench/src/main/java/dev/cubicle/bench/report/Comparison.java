package dev.cubicle.bench.report;

/**
 * Which of two places' medians is divided by which.
 *
 * @param dividend a place's name
 * @param divisor a place's name
 */
public record Comparison(String dividend, String divisor) {

  /** As a column's head and in JSON: {@code qemu/cubicle}. */
  public String name() {
    return dividend + "/" + divisor;
  }
}
