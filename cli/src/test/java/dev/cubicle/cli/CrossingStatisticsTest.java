package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What probes in the gate count is what the gate itself counts. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CrossingStatisticsTest {

  @TempDir private Path directory;

  private JsonNode run(String timings, String... words) throws IOException {
    final Path file = directory.resolve(timings + ".json");
    final List<String> line =
        new ArrayList<>(List.of("run", "--repeatable", "--timings", timings, "--stats=" + file));
    line.addAll(List.of(words));
    Session.of(line.toArray(String[]::new));
    return new ObjectMapper().readTree(file.toFile());
  }

  private static Map<String, Long> calls(JsonNode json) {
    final Map<String, Long> counts = new TreeMap<>();
    for (JsonNode call : json.path("calls")) {
      // The functions that threads begin with are in none of the monitor's rows.
      if (!call.path("function").textValue().startsWith("thread ")) {
        counts.put(
            "%s -> %s: %s"
                .formatted(
                    call.path("from").textValue(),
                    call.path("to").textValue(),
                    call.path("function").textValue()),
            call.path("count").longValue());
      }
    }
    return counts;
  }

  private static long sum(JsonNode rows, String field) {
    long sum = 0;
    for (JsonNode row : rows) {
      sum += row.path(field).longValue();
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "on, call",
    "off, call",
    "on, callback",
    "on, window",
    "on, nested-window",
    "on, argument-window",
    "off, argument-window",
    "on, two-threads",
    "on, many-cubicles",
    "on, hello-cubicles",
    "off, hello-cubicles",
    "on, intruder",
  })
  void probesCountWhatTheMonitorCounts(String keys, String guest) throws IOException {
    final JsonNode probed = run("on", "--mpk", keys, guest);
    final Map<String, Long> byMonitor = calls(run("off", "--mpk", keys, guest));
    assertFalse(byMonitor.isEmpty());
    assertEquals(byMonitor, calls(probed));
    assertTrue(
        sum(probed.path("edges"), "faults") <= probed.at("/monitor/faults").longValue(), guest);
    assertEquals(
        probed.at("/monitor/windowOperations").longValue(),
        sum(probed.path("edges"), "windowOperations"));
  }

  @Test
  void timeIsSharedOutBetweenTheCubicles() throws IOException {
    final JsonNode json = run("on", "hello-cubicles");
    double share = 0;
    double self = 0;
    for (JsonNode cubicle : json.path("cubicles")) {
      share += cubicle.path("share").doubleValue();
      self += cubicle.path("selfSeconds").doubleValue();
    }
    assertEquals(1, share, 1e-9);
    assertEquals(json.path("wallSeconds").doubleValue(), self, 1e-6);
    for (JsonNode call : json.path("calls")) {
      assertTrue(
          call.path("selfSeconds").doubleValue() <= call.path("totalSeconds").doubleValue(),
          call::toString);
    }
  }

  @Test
  void theTableFitsTheTerminal() throws IOException {
    final Session session = Session.of("run", "--stats", "hello-cubicles");
    assertTrue(session.error().lines().anyMatch(line -> line.startsWith("  edge  ")));
    assertTrue(session.error().lines().anyMatch(line -> line.startsWith("  time in ")));
    assertTrue(
        session.error().lines().allMatch(line -> line.length() <= 80),
        () -> session.error().lines().filter(line -> line.length() > 80).toList().toString());
  }

  @Test
  void theFilesNameSaysWhatIsWritten() throws IOException {
    final Path file = directory.resolve("counts.txt");
    final Session session = Session.of("run", "--stats=" + file, "call");
    assertEquals("", session.error());
    assertTrue(Files.readString(file).contains("\n  edge  "));
  }
}
