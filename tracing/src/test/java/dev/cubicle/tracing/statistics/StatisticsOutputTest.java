package dev.cubicle.tracing.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.machine.MachineStatistics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatisticsOutputTest {

  private final EventCounts counts = new EventCounts();

  private RunStatistics statistics(String guest) {
    return new RunStatistics(
        guest,
        "emulated",
        139,
        Duration.ofMillis(1234),
        Optional.of(new MachineStatistics(1, 2, 3, 4, 5, 6_000_000)),
        Optional.of(counts),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void jsonHasTheNamesThatOthersRead() throws IOException {
    counts.on(new Event.TaskStarted(1000));
    counts.on(new Event.SystemCallDone(1000, 1, "write", -9));
    counts.on(new Event.PkruWritten(0x1000, 0x5555_5554, 0xffff_fffc));
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StatisticsJson.write(statistics("a \"quoted\"\u001b guest"), bytes);

    final JsonNode json = new ObjectMapper().readTree(bytes.toByteArray());
    assertEquals("a \"quoted\"\u001b guest", json.path("guest").textValue());
    assertEquals(139, json.path("status").intValue());
    assertEquals(1.234, json.path("wallSeconds").doubleValue());
    assertTrue(json.path("cubicles").isArray());
    assertTrue(json.path("calls").isArray());
    assertEquals(
        new ObjectMapper()
            .readTree(
                """
                {"entries": 1, "handOffs": 2, "tlbFills": 3, "viewsCreated": 4,
                 "viewsEvicted": 5, "codeChanges": 6000000}"""),
        json.path("machine"));
    assertEquals(
        new ObjectMapper().readTree("[{\"name\": \"write\", \"count\": 1, \"errors\": 1}]"),
        json.path("systemCalls"));
    assertEquals("0xfffffffc", json.path("pkru").path(1).path("value").textValue());
    assertEquals(
        "key 0 open; the rest closed", json.path("pkru").path(1).path("words").textValue());
    assertEquals(1, json.path("pkru").path(1).path("writes").intValue());
    assertEquals(1, json.path("threads").intValue());
  }

  @Test
  void theTableIsReadableAndShort() {
    for (int i = 0; i < 40; i++) {
      counts.on(new Event.SystemCallDone(1000, i, "call" + i, 0));
      counts.on(new Event.PkruWritten(0x1000, i, i + 1));
    }
    final String table = StatisticsTable.of(statistics("keys\u001b"), 80);
    assertTrue(table.startsWith("keys?: status 139 after 1.234 s, emulated\n"), table);
    assertTrue(table.contains("  code changes                     6,000,000\n"), table);
    assertTrue(table.contains("    28 more                               28\n"), table);
    assertFalse(table.contains("call39"), table);
    assertTrue(table.lines().count() < 40, table);
  }

  @Test
  void aNativeRunOfCubiclesHasTheMonitorsCountsAlone() throws IOException {
    final RunStatistics statistics =
        new RunStatistics(
            "image",
            "native",
            0,
            Duration.ofMillis(5),
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                new CubicleStatistics(
                    List.of(
                        new CubicleStatistics.Cubicle("monitor", "trusted", 0, 0, 0),
                        new CubicleStatistics.Cubicle("app", "isolated", 4, 2, 19)),
                    List.of(new CubicleStatistics.Call("app", "monitor", "cubicle_find", 12_345)),
                    List.of(new CubicleStatistics.Total("retags", "pages given another key", 7)))),
            Optional.empty());
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StatisticsJson.write(statistics, bytes);
    assertEquals(
        new ObjectMapper()
            .readTree(
                """
                {"guest": "image", "engine": "native", "status": 0, "wallSeconds": 0.005,
                 "cubicles": [
                   {"name": "monitor", "kind": "trusted", "key": 0, "faults": 0, "pages": 0},
                   {"name": "app", "kind": "isolated", "key": 4, "faults": 2, "pages": 19}],
                 "calls": [
                   {"from": "app", "to": "monitor", "function": "cubicle_find", "count": 12345}],
                 "monitor": {"retags": 7}}"""),
        new ObjectMapper().readTree(bytes.toByteArray()));
    final String table = StatisticsTable.of(statistics, 80);
    assertTrue(
        table.contains("    cubicle_find                      12,345  app -> monitor\n"), table);
    assertTrue(
        table.contains(
            "    app                      isolated      4               2          19\n"),
        table);
    assertFalse(table.contains("hand-offs"), table);
  }
}
