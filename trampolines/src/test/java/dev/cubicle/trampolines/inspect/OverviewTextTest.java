package dev.cubicle.trampolines.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.HandmadeImage;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverviewTextTest {

  @Test
  void tellsWhatTheImageSays() throws BadInputException {
    final String text =
        OverviewText.of(Overview.of(CubicleImage.read(ByteBuffer.wrap(HandmadeImage.bytes()))));
    has(text, "image: 3 cubicles besides the monitor, 3 crossing functions, at most 8 threads");
    has(text, "Runs left_main of left first. Arena: 4096K at 0x600000.");
    has(text, "  1 left               isolated      4     4K     4K    12K     -    16K  1024K");
    has(text, "  3 common             shared        2     4K      -     4K     -      -      -");
    has(text, "  left -> right: right_sum");
    has(text, "    2 right               a \\");
    has(text, "      window RDI: 4 * RSI bytes, read and written, by callees too");
    has(text, "  left, to left_system_call: left_trap");
  }

  private static void has(String text, String line) {
    assertTrue(text.contains(line), () -> text + "\nhas not: " + line);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 40, 255})
  void fitsATerminal(int cubicles) {
    final String text = OverviewText.of(SampleOverviews.of(cubicles));
    final int widest = text.lines().mapToInt(String::length).max().orElseThrow();
    assertTrue(widest <= (cubicles <= 40 ? 81 : 360), () -> widest + "\n" + text);
    assertEquals(
        cubicles - 2,
        text.lines().filter(line -> line.matches(" *\\d+ a_rat\\S+ +isolated .*")).count(),
        text);
  }
}
