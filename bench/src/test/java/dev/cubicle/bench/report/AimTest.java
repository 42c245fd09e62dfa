package dev.cubicle.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cubicle.bench.report.Aim.Bound;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AimTest {
  @ParameterizedTest
  @CsvSource({
    "AT_LEAST, 9.99, false",
    "AT_LEAST, 10, true",
    "AT_LEAST, 10.1, true",
    "AT_MOST, 9.99, true",
    "AT_MOST, 10, true",
    "AT_MOST, 10.1, false"
  })
  void limitItselfIsMet(Bound bound, double value, boolean met) {
    assertEquals(met, new Aim("aim", "s", value, bound, 10).met());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotANumberMisses(Bound bound) {
    assertFalse(new Aim("aim", "s", Double.NaN, bound, 10).met());
  }
}
