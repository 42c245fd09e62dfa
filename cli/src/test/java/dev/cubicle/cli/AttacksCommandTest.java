package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cubicle.guests.NativeHost;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cubicle attacks}. */
class AttacksCommandTest {

  @Test
  void tableAndJson(@TempDir Path directory) throws IOException {
    final Path file = directory.resolve("attacks.json");
    final Session session =
        Session.of("attacks", "--json", file.toString(), "read-data", "jump-code", "sysenter");
    assertEquals(0, session.status(), session::error);
    assertTrue(session.text().contains("\nJumps\n"), session::text);
    assertTrue(
        session
            .text()
            .lines()
            .anyMatch(line -> line.matches(" *jump-code +works +stopped +tag-nx +--cfi none")),
        session::text);
    assertTrue(session.text().endsWith("3 are stopped with it; all as expected\n"), session::text);

    final JsonNode cases = new ObjectMapper().readTree(file.toFile());
    assertEquals(3, cases.size());
    final JsonNode read = cases.path(0);
    assertEquals("read-data", read.path("name").textValue());
    assertEquals("works", read.path("without").textValue());
    assertEquals("stopped", read.path("with").textValue());
    assertEquals("key", read.path("stopped_by").textValue());
    assertFalse(read.has("reason") || read.has("problem"));
    final JsonNode untried = cases.path(2);
    assertEquals("not tried", untried.path("without").textValue());
    assertFalse(untried.path("reason").textValue().isEmpty());
  }

  @Test
  void wrongNames() {
    final Session session = Session.of("attacks", "read-dtaa");
    assertEquals(ExitStatus.USAGE, session.status());
    assertTrue(
        session.complaint().startsWith("there is no attack read-dtaa; did you mean read-data"),
        session::error);
  }

  @Test
  void engines() {
    final Session unknown = Session.of("attacks", "--engine", "imagined", "read-data");
    assertEquals(ExitStatus.USAGE, unknown.status());
    assertEquals("--engine imagined: it is emulated or native", unknown.complaint());
    final Session here = Session.of("attacks", "--engine", "native", "read-data", "wrpkru");
    assertEquals(
        NativeHost.hasProtectionKeys() ? ExitStatus.OK : ExitStatus.NO_KEYS,
        here.status(),
        here::error);
  }

  @Test
  void fileThatCannotBeWritten(@TempDir Path directory) {
    final Session session = Session.of("attacks", "--json", directory.toString(), "read-data");
    assertEquals(ExitStatus.USAGE, session.status());
    assertTrue(session.complaint().contains("--json"), session::error);
  }
}
