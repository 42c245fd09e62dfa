package dev.cubicle.bench.report;

import static dev.cubicle.bench.report.Sample.NOTHING;
import static dev.cubicle.bench.report.Sample.QEMU_TO_OURS;
import static dev.cubicle.bench.report.Sample.SWITCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class RowTest {
  @Test
  void ratioIsThatOfTheMedians() {
    assertEquals(OptionalDouble.of(11), SWITCH.ratio(QEMU_TO_OURS));
    assertEquals(
        OptionalDouble.of(500.0 / 5500.0), SWITCH.ratio(new Comparison("cubicle", "qemu")));
  }

  @Test
  void thereIsNoRatioToNothing() {
    assertEquals(OptionalDouble.empty(), NOTHING.ratio(QEMU_TO_OURS));
    assertEquals(OptionalDouble.empty(), NOTHING.ratio(new Comparison("cubicle", "qemu")));
  }

  @Test
  void placeThatWasNotMeasuredIsNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> SWITCH.median("native"));
    assertEquals("WRPKRU, 16 pages was not measured in native", e.getMessage());
  }
}
