package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests run by the command line from beginning to end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RunTest {

  @ParameterizedTest
  @CsvSource({"hello", "hello-glibc", "hello-pie"})
  void builtInGuest(String name) {
    final Session session = Session.of("run", name);
    assertEquals("Hello from a guest.\n", session.text());
    assertEquals(0, session.status(), session::error);
  }

  @Test
  void programByItsPath(@TempDir Path directory) throws IOException {
    final Path program = directory.resolve("a program");
    Files.copy(Guests.image("hello"), program);
    final Session session = Session.of("run", program.toString());
    assertEquals("Hello from a guest.\n", session.text());
    assertEquals(0, session.status(), session::error);
  }

  @Test
  void everythingBehindTheGuestIsTheGuests() {
    final Session session =
        Session.of(
            "run", "streams", "7", "--stats", "--help", "-x", "--", "@file", "", "two words");
    assertEquals(
        """
        argument 0: streams
        argument 1: 7
        argument 2: --stats
        argument 3: --help
        argument 4: -x
        argument 5: --
        argument 6: @file
        argument 7:\s
        argument 8: two words
        """,
        session.text());
    assertEquals(7, session.status());
  }

  @Test
  void streamsPassThroughByteByByte() {
    final byte[] input = new byte[100_000];
    new Random(1).nextBytes(input);
    final Session session = Session.with(input, "run", "streams");
    final byte[] heading =
        "argument 0: streams\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    final byte[] expected = java.util.Arrays.copyOf(heading, heading.length + input.length);
    System.arraycopy(input, 0, expected, heading.length, input.length);
    assertArrayEquals(expected, session.output());
    assertEquals(0, session.status());
  }

  @Test
  void theHostsEnvironmentStaysOutside() {
    final Session session =
        Session.of("run", "--env", "A=1", "--env", "LANG=de", "--env=B=x=y", "streams");
    assertEquals(
        """
        variable: PATH=/usr/local/bin:/usr/bin:/bin
        variable: HOME=/root
        variable: TERM=vt100
        variable: LANG=de
        variable: A=1
        variable: B=x=y
        """,
        session.error().replaceAll("(?m)^cubicle: system call.*\\R", ""));
    assertEquals(0, session.status());
  }

  @ParameterizedTest
  @CsvSource({
    "exit-259, 3, ''",
    "kill, 137, 'ended by SIGKILL (9)'",
    "abort, 134, 'ended by SIGABRT (6)'",
    "jump-null, 139, 'memory fault: thread 1000 tried to execute code at 0x0: nothing is mapped'",
    "divide, 136, 'arithmetic fault: thread 1000 divided by zero'",
    "undefined, 132, 'bad instruction: thread 1000 executed an instruction that the processor'",
    "halt, 139, 'bad instruction: thread 1000 raised a general-protection exception'",
    "recurse, 139, 'the stack is full (8 MiB)'",
    "bad-sigreturn, 139, 'bad signal frame: thread 1000'",
  })
  void statusesAndReportsOfGuestsThatMisbehave(String how, int status, String report) {
    final Session session = Session.of("run", "hostile", how);
    assertEquals(status, session.status(), session::error);
    assertTrue(session.error().contains(report), session::error);
    assertFalse(session.error().contains("\tat "), session::error);
  }

  @Test
  void violationIsStoppedAndReported() {
    final Session session = Session.of("run", "violation");
    assertEquals(139, session.status());
    assertEquals("The page holds 'A' and its key is now closed for writing.\n", session.text());
    final String report = session.error();
    assertTrue(
        report.contains("cubicle: isolation violation: thread 1000 tried to write 1 byte to 0x"),
        report);
    assertTrue(report.contains("denied by protection key 1 (closed for writing)\n"), report);
    assertTrue(report.contains("  write_somebody_elses_page"), report);
    assertTrue(report.contains("SIGSEGV (11), SEGV_PKUERR (4)"), report);
    assertTrue(report.contains("PKRU        0x55555558: key 0 open; key 1 read-only; "), report);
    assertTrue(report.lines().anyMatch(line -> line.startsWith("  => ")), report);
  }

  /** The control of the test above: the same kind of guest, its faults handled. */
  @Test
  void faultsThatTheGuestHandlesAreNotReported() {
    final Session session = Session.of("run", "pkey-tst");
    assertEquals(0, session.status(), session::error);
    assertFalse(session.error().contains("violation"), session::error);
  }

  @Test
  void tagWideNoExecuteStopsACallIntoCodeWhoseKeyIsClosed() {
    final Session session = Session.of("run", "--cfi", "tag-nx", "trespass");
    assertEquals(139, session.status());
    assertEquals("The page holds code and its key is now closed.\n", session.text());
    final String report = session.error();
    assertTrue(
        report.startsWith("cubicle: control-flow violation: thread 1000 tried to execute code at"),
        report);
    assertTrue(report.contains("denied by protection key 1 (closed, and tag-nx"), report);
    assertTrue(report.contains("error code  0x35: present, fetch, user, protection key"), report);
    assertTrue(
        report.lines().anyMatch(line -> line.matches("  from +0x\\w+  (call_some\\w+|main)\\+.*")),
        report);
  }

  /** The control of the test above: processors let keys alone when they fetch instructions. */
  @ParameterizedTest
  @CsvSource({"--cfi=none", "--memory=1G"})
  void stockKeysLetCodeRun(String option) {
    final Session session = Session.of("run", option, "trespass");
    assertEquals(
        """
        The page holds code and its key is now closed.
        The code ran all the same and answered 42.
        """,
        session.text());
    assertEquals(0, session.status(), session::error);
    assertEquals("", session.error());
  }

  @Test
  void sharesAreAllThatTheGuestSeesOfTheHost(@TempDir Path directory) throws IOException {
    final Path database = directory.resolve("speed.db");
    final Session without = Session.of("run", "sqlite-speed", "--size", "1", database.toString());
    assertEquals(1, without.status(), without::error);
    assertFalse(Files.exists(database));

    final Session readOnly =
        Session.of(
            "run",
            "--share",
            directory + ":/data:ro",
            "sqlite-speed",
            "--size",
            "1",
            "/data/speed.db");
    assertEquals(1, readOnly.status(), readOnly::error);
    assertFalse(Files.exists(database));

    final Session shared =
        Session.of(
            "run",
            "--share",
            directory + ":/data",
            "sqlite-speed",
            "--size",
            "1",
            "/data/speed.db");
    assertEquals(0, shared.status(), shared::error);
    assertTrue(Files.size(database) > 0);
  }

  @Test
  void timeLimit() {
    final Session spinning = Session.of("run", "--time-limit", "0.3", "hostile", "spin");
    assertEquals(ExitStatus.TIME_LIMIT, spinning.status(), spinning::error);
    assertTrue(spinning.error().contains("stopped by the time limit of 0.3 s\n"), spinning::error);

    final Session sleeping = Session.of("run", "--time-limit=0.3", "hostile", "sleep");
    assertEquals(ExitStatus.TIME_LIMIT, sleeping.status(), sleeping::error);

    final Session within = Session.of("run", "--time-limit", "60", "hello");
    assertEquals(0, within.status(), within::error);
  }

  @Test
  void guestMemoryIsBounded() {
    final Session session = Session.of("run", "--memory=40M", "hostile", "map-all");
    assertEquals(ExitStatus.OUT_OF_MEMORY, session.status(), session::error);
    assertTrue(
        session.error().contains("the guest has used up its 40 MiB of memory"), session::error);
    assertEquals("map-all\n", session.text());
  }

  @Test
  void statisticsAsATable() {
    final Session session = Session.of("run", "--stats", "keys");
    assertEquals(0, session.status(), session::error);
    assertTrue(session.error().contains("keys: status 0 after "), session::error);
    assertTrue(session.error().contains("    0x55555554 "), session::error);
    assertTrue(session.error().contains("    rt_sigaction "), session::error);

    assertFalse(Session.of("run", "keys").error().contains("status 0 after"));
  }

  @Test
  void statisticsAsJson(@TempDir Path directory) throws IOException {
    final Path file = directory.resolve("counts.json");
    final Session session = Session.of("run", "--stats=" + file, "violation");
    assertEquals(139, session.status());
    final JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals("violation", json.path("guest").textValue());
    assertEquals(139, json.path("status").intValue());
    assertTrue(json.path("wallSeconds").doubleValue() > 0);
    assertEquals(1, json.path("faults").intValue());
    assertTrue(json.path("machine").path("handOffs").longValue() >= 1);
    assertTrue(json.path("cubicles").isArray() && json.path("calls").isArray());
    assertEquals(
        1,
        json.path("systemCalls").findParents("name").stream()
            .filter(call -> call.path("name").textValue().equals("pkey_alloc"))
            .mapToInt(call -> call.path("count").intValue())
            .sum());
    assertEquals("0x55555554", json.path("pkru").path(0).path("value").textValue());
  }

  @Test
  void guestsAreListed() {
    final Session session = Session.of("guests");
    assertEquals(0, session.status());
    assertTrue(
        session.text().contains("  hello           prints one line  (also -glibc, -pie)\n"),
        session::text);
    assertEquals("", session.error());
  }
}
