package dev.cubicle.bench.report;

import java.util.Locale;

/** Figures for people: three significant digits, more only where they stand before the point. */
public final class Figures {
  private Figures() {}

  public static String of(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return "?";
    }
    String format =
        size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : size >= 0.9995 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  /** With its unit: {@code 1.50 s}, {@code 12.3×}. */
  public static String of(double value, String unit) {
    if (Double.isNaN(value)) {
      return of(value);
    }
    return unit.equals("×") ? of(value) + unit : of(value) + " " + unit;
  }
}
