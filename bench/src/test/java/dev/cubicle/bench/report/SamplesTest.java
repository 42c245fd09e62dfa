package dev.cubicle.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SamplesTest {
  @Test
  void medianOfAnOddNumberIsTheMiddleOne() {
    assertEquals(3, new Samples(List.of(100.0, 1.0, 3.0)).median());
  }

  @Test
  void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertEquals(2.5, new Samples(List.of(4.0, 1.0, 3.0, 2.0)).median());
  }

  @Test
  void medianOfOneIsThatOne() {
    assertEquals(7, new Samples(List.of(7.0)).median());
  }

  @Test
  void spreadIsLeastAndMost() {
    Samples samples = new Samples(List.of(2.0, 9.0, -1.0));
    assertEquals(-1, samples.least());
    assertEquals(9, samples.most());
  }

  @Test
  void orderOfMeasurementIsKept() {
    assertEquals(List.of(2.0, 9.0, 1.0), new Samples(List.of(2.0, 9.0, 1.0)).values());
  }

  @Test
  void nothingMeasuredIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Samples(List.of()));
  }
}
