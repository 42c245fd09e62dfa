package dev.cubicle.bench.report;

import com.google.common.collect.ImmutableMap;
import dev.cubicle.bench.report.Aim.Bound;
import java.util.List;

/** A report to write in tests: two rows, of which one has no ratio, and two aims. */
final class Sample {
  static final Comparison QEMU_TO_OURS = new Comparison("qemu", "cubicle");

  static final Row SWITCH =
      row("WRPKRU, 16 pages", List.of(500.0, 400.0, 600.0), List.of(5500.0, 5000.0, 7000.0));

  /** Where less than nothing was measured there is no ratio. */
  static final Row NOTHING = row("noise", List.of(-3.0), List.of(12.34));

  static final Report REPORT =
      new Report(
          "switch",
          "The cost of a switch",
          3,
          List.of(SWITCH, NOTHING),
          List.of(
              new Aim("ratio", "×", 11, Bound.AT_LEAST, 10),
              new Aim("noise", "×", Double.NaN, Bound.AT_MOST, 2)),
          ImmutableMap.of("processor", "a \"fast\" one", "qemu", "1.2"));

  private Sample() {}

  private static Row row(String name, List<Double> ours, List<Double> qemu) {
    return new Row(
        name,
        "ns",
        ImmutableMap.of("cubicle", new Samples(ours), "qemu", new Samples(qemu)),
        List.of(QEMU_TO_OURS));
  }
}
