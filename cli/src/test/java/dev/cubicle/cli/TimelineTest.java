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
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run --trace}, read back as a viewer does. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TimelineTest {

  @TempDir private Path directory;

  private ReadTrace trace(String... words) throws IOException {
    final Path file = directory.resolve("trace");
    final List<String> line = new ArrayList<>(List.of("run", "--repeatable", "--trace=" + file));
    line.addAll(List.of(words));
    Session.of(line.toArray(String[]::new));
    return ReadTrace.of(Files.readAllBytes(file));
  }

  private static Map<String, Long> calls(ReadTrace trace) {
    final Map<String, Long> counts = new TreeMap<>();
    trace.slices.stream()
        .filter(slice -> !slice.name().equals("calls"))
        .forEach(slice -> counts.merge(slice.process() + ": " + slice.name(), 1L, Long::sum));
    return counts;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"callback", "two-threads", "nested-window", "many-cubicles", "hello-cubicles"})
  void slicesAreTheCallsThatTheMonitorCounts(String guest) throws IOException {
    final Path counts = directory.resolve("counts.json");
    final ReadTrace trace = trace("--timings", "off", "--stats=" + counts, guest);
    final Map<String, Long> counted = new TreeMap<>();
    final JsonNode json = new ObjectMapper().readTree(counts.toFile());
    for (JsonNode call : json.path("calls")) {
      counted.merge(
          call.path("to").textValue() + ": " + call.path("function").textValue(),
          call.path("count").longValue(),
          Long::sum);
    }
    assertEquals(counted, calls(trace));
    assertEquals(
        json.at("/monitor/faults").longValue(),
        trace.instants.stream().filter(instant -> instant.category().equals("fault")).count());
    // The monitor does not count what it does to begin with.
    assertTrue(
        json.at("/monitor/retagCalls").longValue()
            <= trace.instants.stream().filter(at -> at.category().equals("retag")).count(),
        json::toString);
  }

  @Test
  void callsNestAndArrowsLeadFromCallerToCallee() throws IOException {
    final ReadTrace trace = trace("callback");
    for (ReadTrace.Slice slice : trace.slices) {
      assertTrue(slice.begin() <= slice.ends(), slice::toString);
    }
    assertEquals(trace.slices.size(), trace.arrows.size());
    for (ReadTrace.Arrow arrow : trace.arrows) {
      assertEquals(arrow.begin(), arrow.end(), "the call itself takes no time");
      assertFalse(arrow.from().equals(arrow.to()), arrow::toString);
    }
    // Somebody is called back while its own call is under way: a slice within a slice.
    assertTrue(trace.slices.stream().anyMatch(slice -> slice.depth() > 0));
    for (ReadTrace.Slice inner : trace.slices) {
      if (inner.depth() > 0) {
        assertTrue(
            trace.slices.stream()
                .anyMatch(
                    outer ->
                        outer.depth() == inner.depth() - 1
                            && outer.process().equals(inner.process())
                            && outer.begin() <= inner.begin()
                            && outer.ends() >= inner.ends()),
            inner::toString);
      }
    }
  }

  @Test
  void aViolationIsInTheTimelineAndWhatItCutOffEnds() throws IOException {
    final ReadTrace trace = trace("intruder");
    final ReadTrace.Instant violation =
        trace.instants.stream()
            .filter(instant -> instant.category().equals("violation"))
            .findFirst()
            .orElseThrow();
    assertEquals("access", violation.values().get("kind"));
    assertTrue(violation.values().containsKey("owner"), violation::toString);
    final ReadTrace.Instant fault =
        trace.instants.stream()
            .filter(instant -> instant.category().equals("fault"))
            .reduce((_, last) -> last)
            .orElseThrow();
    assertEquals(violation.values().get("address"), fault.values().get("address"));
    assertEquals(violation.process(), fault.process());
  }

  @Test
  void argumentsAreThoseOfTheFunction() throws IOException {
    final ReadTrace trace = trace("window");
    final List<ReadTrace.Instant> windows =
        trace.instants.stream().filter(instant -> instant.category().equals("window")).toList();
    assertTrue(
        windows.stream().anyMatch(instant -> instant.name().equals("cubicle_window_add")),
        windows::toString);
    final ReadTrace.Slice added =
        trace.slices.stream()
            .filter(slice -> slice.name().equals("cubicle_window_add"))
            .findFirst()
            .orElseThrow();
    assertEquals("monitor", added.process());
    // cubicle_window_add(window, start, size)
    assertEquals(3, added.values().size(), added::toString);
    assertTrue((long) added.values().get("argument 2") >= 0x400000, added::toString);
  }

  @ParameterizedTest
  @CsvSource({"ramfs", "ramfs_*", "'ramfs,time'"})
  void aFilterKeepsWhatItNames(String filter) throws IOException {
    final Map<String, Long> all = calls(trace("hello-cubicles"));
    final Map<String, Long> some = calls(trace("--trace-filter", filter, "hello-cubicles"));
    assertTrue(!some.isEmpty() && some.size() < all.size(), some::toString);
    some.forEach(
        (name, count) -> assertTrue(all.getOrDefault(name, 0L) >= count, () -> name + some));
  }

  @Test
  void samplingKeepsOneInSoMany() throws IOException {
    final int all = trace("callback").slices.size();
    final int some = trace("--trace-filter", "1/3", "callback").slices.size();
    assertEquals((all + 2) / 3, some);
  }

  @Test
  void whatCannotBeTracedIsRefused() {
    assertEquals(
        "--trace: hello has no cubicles, so that there are no calls between them",
        Session.of("run", "--trace", "x", "hello").complaint());
    assertEquals(
        "--trace: only the emulator can watch; leave out --engine native",
        Session.of("run", "--engine", "native", "--trace", "x", "call").complaint());
    assertEquals(
        "--trace-filter: 'a/b' is neither a name, such as vfs or 'vfs_*', nor 1/N",
        Session.of("run", "--trace", "x", "--trace-filter", "a/b", "call").complaint());
    assertEquals(ExitStatus.USAGE, Session.of("run", "--trace", "/no/where/t", "call").status());
  }

  @Test
  void aFullDiskIsToldInOneLine() {
    final Session session = Session.of("run", "--trace", "/dev/full", "call");
    assertTrue(session.complaint().startsWith("the trace could not be written: "), session::error);
    assertEquals(0, session.status());
  }
}
