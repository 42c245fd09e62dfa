package dev.cubicle.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.tracing.crossing.ImageNames;
import dev.cubicle.tracing.statistics.CrossingCounts;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LiveLineTest {
  private static final Duration SHORT = Duration.ofMillis(2);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final String CLEAR = "\r\u001b[K";

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(terminal, true, StandardCharsets.UTF_8);
  private ImageNames names;
  private CrossingCounts counts;

  @BeforeEach
  void image() throws Exception {
    final CubicleImage image =
        CubicleImage.read(GuestCatalogue.installed().image("call").orElseThrow());
    names = new ImageNames(image.manifest());
    counts = new CrossingCounts(names);
  }

  private String text() {
    return terminal.toString(StandardCharsets.UTF_8);
  }

  private void await(String expected) throws InterruptedException {
    while (!text().contains(expected)) {
      Thread.sleep(1);
    }
  }

  @Test
  void itShowsTimeRateAndCubicleAndIsGoneAtTheEnd() throws InterruptedException {
    counts.called(1, 1, 0, 1, 0, null);
    try (LiveLine line = new LiveLine(counts, names, stream, SHORT, SHORT)) {
      line.start();
      await("0 s, 0 calls/s, in " + names.cubicle(1));
    }
    assertTrue(text().endsWith(CLEAR), text());
  }

  @Test
  void aShortRunHasNone() throws InterruptedException {
    try (LiveLine line = new LiveLine(counts, names, stream, NEVER, SHORT)) {
      line.start();
      Thread.sleep(20);
    }
    assertEquals("", text());
  }

  @Test
  void itMakesWayForTheGuestsOutput() throws Exception {
    try (LiveLine line = new LiveLine(counts, names, stream, SHORT, SHORT)) {
      final OutputStream guest = line.over(terminal);
      line.start();
      await("calls/s");
      guest.write("a whole line\n".getBytes(StandardCharsets.UTF_8));
      await("a whole line\n" + CLEAR + "0 s");
      guest.write("a prompt: ".getBytes(StandardCharsets.UTF_8));
      Thread.sleep(30);
      assertTrue(text().endsWith(CLEAR + "a prompt: "), text());
    }
    assertTrue(text().endsWith("a prompt: "), "nothing to be cleared");
    assertTrue(text().contains(CLEAR + "a whole line\n"), text());
  }
}
