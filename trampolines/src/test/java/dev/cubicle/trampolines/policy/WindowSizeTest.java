package dev.cubicle.trampolines.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WindowSizeTest {

  private static void means(String text, long fixed, long scale, Integer... parameters) {
    assertEquals(
        Optional.of(new WindowSize(fixed, scale, List.of(parameters), false)),
        WindowSize.parse(text));
  }

  @Test
  void sumsOfANumberAndAProduct() {
    means("128", 128, 1);
    means("parameter 3", 0, 1, 3);
    means("4 * parameter 3", 0, 4, 3);
    means("parameter 3*4", 0, 4, 3);
    means("parameter 2 * parameter 3", 0, 1, 2, 3);
    means("parameter 2 * 8 * parameter 3", 0, 8, 2, 3);
    means("16 + 8 * parameter 3", 16, 8, 3);
    means("parameter  3 + 1", 1, 1, 3);
  }

  @Test
  void strings() {
    assertEquals(Optional.of(new WindowSize(0, 1, List.of(), true)), WindowSize.parse(" string "));
  }
}
