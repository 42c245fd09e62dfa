package dev.cubicle.cli.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The monitor's state as commands tell it, of guests that run. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StateCommandsTest {

  private static void assertLines(String expected, String answer) {
    assertEquals(
        expected, answer.replaceAll("0x[0-9a-f]+", "0x…").replaceAll("\\.([cS]):\\d+", ".$1:…"));
  }

  private static void assertHas(String line, String answer) {
    assertTrue(
        answer.lines().map(text -> text.strip().replaceAll(" {2,}", "  ")).anyMatch(line::equals),
        () -> "no line \"%s\" in:%n%s".formatted(line, answer));
  }

  @Test
  void aSecretIsItsOwnersAlone() throws Exception {
    final List<String> answers =
        new ProbedRun("intruder")
            .answersAt("bank_guess", List.of(), "why secret", "owner secret+4", "windows");
    assertLines(
        """
        0x… is secret, data of bank
          page 0x…: key 3, read, write now
          in no window of its owner
          monitor              read, write          all keys are open to it
          bank                 read, write          its own
          intruder: nothing
        for intruder to read it, one of
          [[data]] symbol = "secret", owner = "bank", to = ["intruder"], access = "read"
          [[memory]] owner = "bank", part = "data", to = ["intruder"], access = "read"
          in bank: cubicle_window_add(w, &secret, 8); cubicle_window_open_read(w, intruder)
        """,
        answers.get(0));
    assertHas("0x%x is secret+0x4, data of bank".formatted(secret() + 4), answers.get(1));
    assertEquals("no windows\n", answers.get(2));
  }

  private static long secret() throws Exception {
    return new ProbedRun("intruder").address("secret");
  }

  @Test
  void cubiclesKeysAndCalls() throws Exception {
    final List<String> answers =
        new ProbedRun("intruder").answersAt("bank_guess", List.of(), "cubicles", "pkru", "calls");
    assertHas("2  bank  isolated  3  20  0  0  0", answers.get(0));
    assertHas("3  words  shared  0  0  0  0", answers.get(0));
    assertHas("key  1  read  what everyone may read", answers.get(1));
    assertHas("key  3  read, write  bank", answers.get(1));
    assertLines(
        """
        #0  bank         bank_guess (bank.c:…)
        #1  intruder     main+0x… (main.c:…) called bank_guess of bank
        #2  monitor      thread_enter+0x… (boot.S:…) called main of intruder
        """,
        answers.get(2));
  }

  @Test
  void anArgumentIsOpenUntilTheCallReturns() throws Exception {
    final List<String> answers =
        new ProbedRun("argument-window")
            .answersAt("reader_fill", List.of(), "windows", "windows reader", "why $rdi", "calls");
    assertLines(
        """
        writer, until reader_fill returns: open to reader for reading and writing
          0x… to 0x…, 1 page
        """,
        answers.get(0));
    assertEquals("no windows\n", answers.get(1));
    assertHas(
        "reader  read, write  argument of reader_fill, until it returns, after a fault",
        answers.get(2));
    assertHas(
        "#1  writer  main+0x17 (main.c:22) called reader_fill of reader, 1 buffer open",
        answers.get(3));
  }

  @Test
  void aWindowForReadingIsNoneForWriting() throws Exception {
    final List<String> answers =
        new ProbedRun("window").answersAt("reader_sum", List.of(), "windows writer", "why letter");
    assertLines(
        """
        writer window 0: open to reader for reading
          0x… to 0x…, 1 page, letter
          changed last by main+0x… (main.c:…)
        """,
        answers.get(0));
    assertHas("reader  read  window 0 of writer, after a fault", answers.get(1));
    assertHas("for reader to write it, one of", answers.get(1));
    assertHas(
        "[[data]] symbol = \"letter\", owner = \"writer\", to = [\"reader\"], access = \"write\"",
        answers.get(1));
  }

  @Test
  void stacksAndWhatIsNobodys() throws Exception {
    final List<String> answers =
        new ProbedRun("intruder")
            .answersAt(
                "bank_guess",
                List.of(),
                "owner $rsp",
                "owner 4096",
                "owner $gs_base",
                "why $rip",
                "why 0xffffffffffffffff");
    assertTrue(answers.get(0).contains(" is the stack of bank on thread 0\n"), answers.get(0));
    assertEquals("0x1000 is no memory of a cubicle\n", answers.get(1));
    assertTrue(answers.get(2).contains(" is the monitor's own\n"), answers.get(2));
    assertHas(
        "intruder  execute  fetches are not checked (--cfi tag-nx checks them)", answers.get(3));
    assertEquals("0xffffffffffffffff is no memory of a cubicle\n", answers.get(4));
  }

  @Test
  void whatCannotBeUnderstoodIsSaidInOneLine() throws Exception {
    assertEquals(
        List.of(
            "usage: why ADDRESS",
            "usage: pkru",
            "nothing_of_that_name: there is no such symbol",
            "$rxx: there is no such register",
            "0xzz: is no number of 64 bits",
            "vault: there is no such cubicle",
            "an address is missing: a number, a symbol or a register"),
        new ProbedRun("intruder")
            .answersAt(
                "bank_guess",
                List.of(),
                "why",
                "pkru now",
                "why nothing_of_that_name",
                "why $rxx",
                "owner 0xzz",
                "windows vault",
                "why secret+"));
  }

  @Test
  void theViolationIsExplainedWhereTheMonitorEndsTheProgram() throws Exception {
    final ProbedRun run = new ProbedRun("intruder");
    assertEquals(
        List.of("nobody has broken isolation\n"),
        run.answersAt("bank_guess", List.of(), "violation"));
    final String answer = run.answersAt("finish", List.of(), "violation").getFirst();
    assertHas(
        "who       cubicle 1 'intruder', in a call of main".replaceAll(" {2,}", "  "), answer);
    assertHas("window  no window of 'bank' holds the page", answer);
  }

  @Test
  void beforeBootThereIsNothingToTell() throws Exception {
    assertEquals(
        List.of("the monitor has not booted yet: nothing is in a cubicle"),
        new ProbedRun("intruder").answersAt("_start", List.of(), "cubicles"));
  }
}
