package dev.cubicle.trampolines.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.inspect.Exposure.Opening;
import dev.cubicle.trampolines.inspect.RunExposure.Area;
import dev.cubicle.trampolines.inspect.RunExposure.Owned;
import dev.cubicle.trampolines.inspect.RunExposure.Pair;
import dev.cubicle.trampolines.inspect.RunExposure.Span;
import dev.cubicle.trampolines.inspect.RunExposure.Stop;
import dev.cubicle.trampolines.inspect.RunExposure.Victim;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.HandmadeImage;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handmade image, and a run of it in which left had a heap of ten pages and opened some. */
class ExposureOverRunTest {

  private static final int LEFT = 1;
  private static final int RIGHT = 2;
  private static final long DATA = 0x10_0000;
  private static final long HEAP = 0x80_0000;

  @TempDir private Path directory;

  private static CubicleImage image() throws BadInputException {
    return CubicleImage.read(
        ByteBuffer.wrap(HandmadeImage.bytes(UnaryOperator.identity(), UnaryOperator.identity())));
  }

  private static RunExposure run(CubicleImage image) {
    return new RunExposure(
        RunExposureFile.fingerprint(image),
        1.5,
        List.of(
            new Owned("monitor", List.of()),
            new Owned("left", List.of(new Area("data", DATA, 6), new Area("heap", HEAP, 10))),
            new Owned("right", List.of(new Area("data", DATA + 0x8000, 4))),
            new Owned("common", List.of())),
        List.of(
            new Pair(
                RIGHT,
                LEFT,
                List.of(
                    new Span(DATA, 1),
                    new Span(HEAP, 2),
                    new Span(HEAP + 0x1000, 3),
                    new Span(0x90_0000, 1)),
                List.of(new Span(HEAP + 0x3000, 1)),
                3,
                2,
                0.25)),
        List.of(
            new Stop(
                RIGHT,
                "copy+0x4",
                HEAP + 0x4000,
                List.of(new Victim(LEFT, "heap", HEAP + 0x3000, 1, true)),
                List.of(
                    new Victim(LEFT, "data", DATA, 6, false),
                    new Victim(LEFT, "heap", HEAP + 0x4000, 6, false)))));
  }

  private static Exposure exposure() throws BadInputException {
    final CubicleImage image = image();
    return Exposure.of(Overview.of(image), run(image));
  }

  @Test
  void pagesAreThoseOfTheRun() throws BadInputException {
    final Exposure exposure = exposure();
    assertEquals(16, exposure.holdings().get(LEFT).pages());
    final Exposure.Pair pair =
        exposure.pairs().stream()
            .filter(each -> each.accessor() == RIGHT && each.owner() == LEFT)
            .findFirst()
            .orElseThrow();
    assertEquals(1 + 4 + 1, pair.readable(), "two spans overlap");
    assertEquals(1, pair.writable());
    assertEquals(
        List.of(
            new Opening("data", 0, 1, false),
            new Opening("heap", 0, 1, true),
            new Opening("heap", 0, 3, false),
            new Opening("heap given back", 0, 1, false)),
        pair.openings());
    assertEquals(1, pair.forCalls().windows(), "what the image says of calls stays");
    assertEquals(new Exposure.Average(2, 6.0 / 16 / 2, 1.0 / 16 / 2), exposure.average());
    final Exposure.Pair trusted =
        exposure.pairs().stream()
            .filter(each -> each.accessor() == 0 && each.owner() == LEFT)
            .findFirst()
            .orElseThrow();
    assertEquals(16, trusted.writable());
  }

  @Test
  void textNamesWhatAStoppedCubicleCouldTouch() throws BadInputException {
    final String text = ExposureText.of(exposure());
    assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
    assertTrue(text.contains("in a run of 1.5 s"), text);
    assertTrue(text.contains("right: reads 6 (38 %), writes 1 (6.3 %)"), text);
    assertTrue(text.contains("touched 3; had the key of 2 at most, of 0.3 on average"), text);
    assertTrue(
        text.contains(
            """
            right was stopped at copy+0x4, on its way to 0x804000
              It could touch, of isolated cubicles' pages:
                0x803000           1  left: heap (written)
              It could not touch:
                0x804000           6  left: heap
                0x100000           6  left: data
            """),
        text);
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    final Path file = directory.resolve("run.json");
    write(file);
    assertEquals(run(image()), RunExposureFile.read(file, image()));
  }

  private void write(Path file) throws Exception {
    try (OutputStream stream = Files.newOutputStream(file)) {
      RunExposureFile.write(run(image()), stream);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"pages\" : 10|\"pages\" : -1",
        "\"pages\" : 10|\"pages\" : 9223372036854775807",
        "\"start\" : 8388608|\"start\" : 8388609",
        "\"owner\" : 1|\"owner\" : 4",
        "\"accessor\" : 2|\"accessor\" : -1",
        "\"seconds\" : 1.5|\"seconds\" : null",
        "\"pairs\"|\"peers\"",
        "{|[",
      })
  void whatWasChangedIsRefused(String change) throws Exception {
    final Path file = directory.resolve("run.json");
    write(file);
    final String[] parts = change.split("\\|");
    final String before = Files.readString(file);
    final String after = before.replace(parts[0], parts[1]);
    assertTrue(!before.equals(after), "nothing was changed");
    Files.writeString(file, after);
    final CubicleImage image = image();
    final BadInputException e =
        assertThrows(BadInputException.class, () -> RunExposureFile.read(file, image));
    assertTrue(
        e.getMessage().contains("is not what ./cubicle run --exposure writes"), e.getMessage());
  }

  @Test
  void runOfAnotherImageIsRefused() throws Exception {
    final Path file = directory.resolve("run.json");
    write(file);
    final CubicleImage other =
        CubicleImage.read(
            ByteBuffer.wrap(
                HandmadeImage.bytes(
                    source -> source.replace("left_constants, 1, 1, 0", "left_constants, 1, 1, 1"),
                    UnaryOperator.identity())));
    final BadInputException e =
        assertThrows(BadInputException.class, () -> RunExposureFile.read(file, other));
    assertTrue(e.getMessage().contains("of another image"), e.getMessage());
  }
}
