package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cubicles could touch of each other in runs, and how far a write out of bounds gets. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ExposureRunTest {

  @TempDir private Path directory;

  private Session inspect(String guest, Path run, String... more) {
    final String[] all = new String[5 + more.length];
    System.arraycopy(new String[] {"inspect", "--exposure", "--run", run.toString()}, 0, all, 0, 4);
    System.arraycopy(more, 0, all, 4, more.length);
    all[4 + more.length] = guest;
    return Session.of(all);
  }

  @Test
  void aStoppedWriteNamesThePagesItCouldAndCouldNotReach() {
    final Path run = directory.resolve("run.json");
    final Session stopped = Session.of("run", "--exposure=" + run, "overflow", "5000");
    assertEquals(139, stopped.status(), stopped::error);
    final String text = inspect("overflow", run).text();
    final String end = text.substring(text.indexOf("parser was stopped at parser_decode"));
    final String reached =
        end.substring(end.indexOf("It could touch"), end.indexOf("It could not touch:"));
    assertTrue(reached.matches("(?s).*0x[0-9a-f]+ +1  app: data: room \\(written\\)\n.*"), text);
    assertEquals(2, reached.strip().lines().count(), "the buffer's page, and no other: " + text);
    final String kept = end.substring(end.indexOf("It could not touch:"));
    assertTrue(kept.lines().skip(1).findFirst().orElse("").endsWith("app: data: room"), text);
    assertTrue(kept.contains("vault: data: vault\n"), text);
    assertTrue(kept.contains("app: stack of thread 0\n"), text);
    assertFalse(kept.contains("(written)"), text);
  }

  /** The control: the same write, with nothing in its way. */
  @Test
  void withoutKeysTheWriteGetsFurther() {
    final Session inBounds = Session.of("run", "overflow");
    assertEquals(0, inBounds.status(), inBounds::error);
    assertTrue(inBounds.text().contains("spoilt: 1000 bytes beside the buffer"), inBounds.text());
    final Session open = Session.of("run", "--mpk", "off", "overflow", "5000");
    assertEquals(0, open.status(), open::error);
    assertTrue(open.text().contains("the page behind it is as it was: 0"), open.text());
  }

  @Test
  void windowsOfARunAreSeen() throws IOException {
    final Path run = directory.resolve("run.json");
    final Path json = directory.resolve("exposure.json");
    final Path svg = directory.resolve("exposure.svg");
    assertEquals(0, Session.of("run", "--exposure=" + run, "window").status());
    final Session before = Session.of("inspect", "--exposure", "window");
    assertTrue(before.text().contains("no other isolated cubicle can touch anything"));
    final Session after =
        inspect("window", run, "--json", json.toString(), "--svg", svg.toString());
    assertEquals(0, after.status(), after::error);
    final JsonNode pairs = new ObjectMapper().readTree(json.toFile()).get("pairs");
    JsonNode lent = null;
    for (JsonNode pair : pairs) {
      if (pair.has("touched") && pair.get("touched").asInt() > 0) {
        lent = pair;
      }
    }
    assertTrue(lent != null && lent.get("readable").asInt() == 1, pairs::toString);
    assertEquals(1, lent.get("most").asInt());
    assertTrue(Files.readString(svg).contains("rows touched in a run pages of columns"));
  }

  @Test
  void theTableGoesToStandardError() {
    final Session run = Session.of("run", "--exposure", "overflow");
    assertEquals(0, run.status());
    assertTrue(run.error().contains("what cubicles could touch of each other in a run of"));
    assertTrue(run.error().contains("  parser: reads 1 (4.8 %), writes 1 (4.8 %)\n"), run::error);
  }

  @Test
  void wrongUsageIsOneLine() throws IOException {
    assertEquals(
        "--exposure is for cubicle images in the emulator; keys is not one, or runs elsewhere",
        Session.of("run", "--exposure", "keys").complaint());
    assertEquals(
        "--run FILE is for --exposure", Session.of("inspect", "--run", "x", "window").complaint());
    final Path run = directory.resolve("run.json");
    assertEquals(0, Session.of("run", "--exposure=" + run, "window").status());
    assertTrue(inspect("overflow", run).complaint().contains("is of a run of another image"));
    Files.writeString(run, "{}");
    assertTrue(
        inspect("window", run).complaint().contains("is not what ./cubicle run --exposure writes"));
    assertEquals(2, Session.of("run", "--exposure=" + directory, "window").status());
  }
}
