package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code debug}, with its commands through a pipe. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DebugTest {
  private static final String PROMPT = "(cubicle) ";

  private static Session debug(List<String> commands, String... arguments) {
    final String[] all = new String[arguments.length + 1];
    all[0] = "debug";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Session.with((String.join("\n", commands) + "\n").getBytes(StandardCharsets.UTF_8), all);
  }

  /** What was printed after a command, until the next one. */
  private static String answer(Session session, String command) {
    final String text = session.text();
    final int start = text.indexOf(PROMPT + command + "\n");
    assertTrue(start >= 0, () -> command + " was not carried out:\n" + text);
    final int begin = start + PROMPT.length() + command.length() + 1;
    final int end = text.indexOf(PROMPT, begin);
    return end < 0 ? text.substring(begin) : text.substring(begin, end);
  }

  private static void assertHas(String expected, String answer) {
    assertTrue(answer.contains(expected), () -> "no \"" + expected + "\" in:\n" + answer);
  }

  @Test
  void aBreakpointAndWhatCanBeSeenThere() {
    final Session session =
        debug(
            List.of(
                "break reader_fill",
                "continue",
                "bt",
                "x/1 $rsp",
                "x/4b $rdi",
                "print $rsi",
                "list",
                "disassemble",
                "why letter",
                "threads",
                "breakpoints"),
            "--source",
            "../libos-guest/src/main/guest",
            "argument-window");
    assertEquals(0, session.status(), session::error);
    assertHas("1: break at reader_fill (reader.c:", answer(session, "break reader_fill"));
    final String stop = answer(session, "continue");
    assertHas("breakpoint 1\n", stop);
    assertHas("reader  reader_fill (reader.c:", stop);
    assertHas("called by writer at main+", stop);
    final String stack = answer(session, "bt");
    assertHas("#0  reader       reader_fill (reader.c:", stack);
    assertHas("key 3, 19 pages of its own", stack);
    assertHas(" of writer until it returns\n#1  writer       main+", stack);
    assertHas("  cubicle_gate_return\n", answer(session, "x/1 $rsp"));
    assertHas("00 00 00 00", answer(session, "x/4b $rdi"));
    assertHas("$rsi = 0x15 (21)\n", answer(session, "print $rsi"));
    assertHas("=>    17  {\n", answer(session, "list"));
    assertHas("<say>\n", answer(session, "disassemble"));
    assertHas("argument of reader_fill, until it returns", answer(session, "why letter"));
    assertHas("* ", answer(session, "threads"));
    assertHas("1: break at reader_fill", answer(session, "breakpoints"));
  }

  @Test
  void stepsLeadIntoAnotherCubicleAndBack() {
    final Session session =
        debug(
            List.of("break main.c:22", "continue", "step", "finish-call", "next-call", "finish"),
            "argument-window");
    assertHas("writer  main+", answer(session, "continue"));
    final String into = answer(session, "step");
    assertHas("reader  reader_fill", into);
    assertHas("+ buffer of writer at 0x", into);
    final String back = answer(session, "finish-call");
    assertHas("reader has returned to writer\n", back);
    assertHas("- buffer of writer at 0x", back);
    assertHas("writer calls reader_sum of reader\n", answer(session, "next-call"));
    assertHas("writer  main+", answer(session, "finish"));
  }

  @Test
  void nextGoesOverACallToAnotherCubicle() {
    final Session session =
        debug(List.of("break main.c:22", "continue", "next"), "argument-window");
    final String after = answer(session, "next");
    assertHas("writer  main+", after);
    assertHas("(main.c:23)", after);
    assertHas("second: writing 21 bytes", after);
  }

  @Test
  void theGuestsStatusIsTheDebuggers() {
    final Session ended = debug(List.of("continue"), "window");
    assertEquals(0, ended.status(), ended::error);
    assertHas("the guest has ended with status 0\n", answer(ended, "continue"));
    final Session left = debug(List.of("quit", "continue"), "window");
    assertEquals(0, left.status(), left::error);
    assertFalse(left.text().contains("(cubicle) continue"), left::text);
  }

  @Test
  void aViolationIsExplainedBeforeTheGuestEnds() {
    final Session session =
        debug(List.of("continue", "violation", "bt", "continue", "regs"), "intruder");
    assertEquals(139, session.status(), session::error);
    final String stop = answer(session, "continue");
    assertHas("stopped for breaking isolation: access to a page of another cubicle\n", stop);
    assertHas("  policy    [[data]] symbol = \"secret\", owner = \"bank\"", stop);
    assertEquals(
        stop.substring(stop.indexOf("cubicle: stopped"), stop.indexOf("  policy")),
        answer(session, "violation")
            .substring(0, answer(session, "violation").indexOf("  policy")));
    assertHas("#0  intruder", answer(session, "bt"));
    assertHas("the guest has ended with status 139\n", session.text());
    assertHas("the guest is over\n", answer(session, "regs"));
    assertEquals("", session.error(), "the report is told once");
  }

  @Test
  void aWatchedVariable() {
    final Session session =
        debug(List.of("watch letter 1", "continue", "delete", "continue"), "window");
    final String stop = answer(session, "continue");
    assertHas("write of 2 bytes at letter, by main+", stop);
    assertEquals(0, session.status());
  }

  @Test
  void theGuestsInputIsAFile(@TempDir Path directory) throws Exception {
    final Path input = directory.resolve("input");
    Files.writeString(input, "from the file\n");
    final Session session = debug(List.of("continue"), "--input", input.toString(), "streams");
    assertHas("from the file", session.text());
    assertHas("the guest has ended with status ", answer(session, "continue"));
  }

  @Test
  void aGuestWithoutCubicles() {
    final Session session = debug(List.of("break main", "continue", "bt", "cubicles"), "keys");
    assertHas("breakpoint 1\nmain", answer(session, "continue"));
    assertEquals("the guest has no cubicles, or not yet\n", answer(session, "bt"));
    assertHas("cubicles: no such command", answer(session, "cubicles"));
  }

  private static String recorded(Path directory, String guest) {
    final String record = directory.resolve("record").toString();
    assertEquals(0, Session.of("run", "--record", record, guest).status());
    return record;
  }

  @Test
  void aRecordedRunGoesBackwards(@TempDir Path directory) {
    final String record = recorded(directory, "window");
    final Session session =
        debug(
            List.of(
                "break reader_sum",
                "continue",
                "last-write letter",
                "reverse-step",
                "goto 0",
                "reverse-continue",
                "position"),
            "--replay",
            record);
    assertEquals(0, session.status(), session::error);
    assertHas("reader  reader_sum (reader.c:", answer(session, "continue"));
    final String write = answer(session, "last-write letter");
    assertHas("write of 2 bytes at letter, by main+0x1a (main.c:24)\nwriter  main+0x1a", write);
    assertHas("- window 0 of writer: 1 range, open to reader (reading)\n", write);
    assertHas("writer  main (main.c:19)\n", answer(session, "reverse-step"));
    assertHas("_start (boot.S:", answer(session, "goto 0"));
    assertHas("there is nothing before this\n", answer(session, "reverse-continue"));
    assertEquals("0\n", answer(session, "position"));
  }

  @Test
  void backwardsFromCallToCall(@TempDir Path directory) {
    final String record = recorded(directory, "argument-window");
    final Session session =
        debug(
            List.of(
                "break main.c:27",
                "continue",
                "reverse-next-call",
                "where",
                "reverse-next-call",
                "bt"),
            "--replay",
            record);
    final String text = session.text();
    final String first = answer(session, "reverse-next-call");
    assertHas("reader  reader_sum (reader.c:6)  called by writer at main+", first);
    assertHas("+ buffer of writer at 0x", first);
    final String second = text.substring(text.lastIndexOf(PROMPT + "reverse-next-call"));
    assertHas("reader  reader_fill (reader.c:17)  called by writer at main+", second);
    assertHas("#1  writer       main+0x17 (main.c:22) called reader_fill\n", second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "brake main;brake: no such command",
        "break;usage: break SYMBOL|ADDRESS|FILE:LINE",
        "break nowhere;nowhere: there is no such symbol",
        "break main.c:9999;main.c:9999: no code comes from there",
        "break main.c:99999999999;99999999999: no file has so many lines",
        "x/99999999999 $rsp;99999999999: at most 4096",
        "x 16;0x10: there is no memory",
        "disassemble 16;0x10: there is no memory",
        "list 16;0x10: no source line is known",
        "delete 7;7: there is no such breakpoint",
        "thread x;usage: thread NUMBER",
        "thread 99;there is no thread 99",
        "watch letter 0;no range to watch",
        "next-call now;usage: next-call",
        "print $nothing;$nothing: there is no such register",
        "bt;the guest has no cubicles, or not yet",
        "cubicles;the monitor has not booted yet: nothing is in a cubicle",
      })
  void whatCannotBeIsSaidInOneLine(String command, String expected) {
    final Session session = debug(List.of(command), "window");
    final String answer = answer(session, command);
    assertTrue(answer.startsWith(expected), () -> answer);
    assertEquals(1, answer.lines().count(), () -> answer);
    assertEquals(0, session.status());
  }

  @Test
  void wrongUsage() {
    assertEquals(2, debug(List.of(), "no-such-guest").status());
    assertEquals(2, debug(List.of(), "--input", "/no/such/file", "window").status());
    assertEquals(2, debug(List.of(), "--cfi", "some", "window").status());
    assertEquals(2, Session.of("debug").status());
    assertEquals(2, Session.of("debug", "--replay", "/no/such/record").status());
    assertEquals(2, Session.of("debug", "--replay", "/no/such/record", "window").status());
    assertEquals(2, debug(List.of(), "/etc/passwd").status());
  }
}
