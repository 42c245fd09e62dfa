package dev.cubicle.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "12345.6, 12346",
    "99.96, 100",
    "99.94, 99.9",
    "12.34, 12.3",
    "9.996, 10.0",
    "1.5, 1.50",
    "0.12345, 0.123",
    "-12.34, -12.3",
    "0, 0.000"
  })
  void threeSignificantDigits(double value, String text) {
    assertEquals(text, Figures.of(value));
  }

  @Test
  void unitFollowsAfterASpaceButTheTimesSignDoesNot() {
    assertEquals("1.50 s", Figures.of(1.5, "s"));
    assertEquals("12.3×", Figures.of(12.34, "×"));
  }

  @Test
  void whatIsNotANumberIsAQuestionMark() {
    assertEquals("?", Figures.of(Double.NaN));
  }
}
