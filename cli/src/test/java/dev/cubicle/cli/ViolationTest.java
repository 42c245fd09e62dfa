package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guest that breaks isolation is told of, line by line. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ViolationTest {

  /** The report, with numbers that depend on the build left out. */
  private static String report(String... arguments) {
    final Session run = Session.of(arguments);
    assertEquals(139, run.status(), run::error);
    final String report = run.error().substring(run.error().indexOf("cubicle: stopped"));
    report
        .lines()
        .filter(line -> !line.contains("[["))
        .forEach(line -> assertTrue(line.length() <= 100, line));
    return report.replaceAll("0x[0-9a-f]+", "#").replaceAll("\\.c:\\d+", ".c:#");
  }

  @Test
  void aNeighboursSecret() {
    assertEquals(
        """
        cubicle: stopped for breaking isolation: access to a page of another cubicle
          who       cubicle 1 'intruder', in a call of main
          at        main+# (main.c:#), #
          what      read of 8 bytes at #, by mov rsi, qword ptr [rbx]
                    rbx is #, secret of 'bank'
          page      cubicle 2 'bank', data, key 3
                    variable secret of 8 bytes, linked there with the component
          PKRU      #: open: key 2 (shared), 4 (intruder); readable: key 1 (read); all others
                    closed
          window    no window of 'bank' holds the page
          policy    [[data]] symbol = "secret", owner = "bank", to = ["intruder"], access = "read"
          or        [[memory]] owner = "bank", part = "data", to = ["intruder"], access = "read"
          or        in bank: cubicle_window_add(w, &secret, 8); cubicle_window_open_read(w, intruder)
        """,
        report("run", "intruder"));
  }

  @Test
  void anArgumentWindowThatIsTooShort() {
    final String report = report("run", "argument-window", "beyond");
    for (String line :
        List.of(
            "  who       cubicle 2 'reader', in a call of reader_fill\n",
            "  at        reader_fill+# (reader.c:#), #\n",
            "  what      write of 1 byte at #, by mov byte ptr [rdi], r12b\n",
            "            rdi is #, letter+# of 'writer'\n",
            "  page      cubicle 1 'writer', data, key 4\n",
            "  called by main+# (main.c:#) in 'writer', for reader_fill\n",
            "  window    the buffer of reader_fill is open from # to #: the access is the first\n"
                + "            byte behind it\n",
            "  policy    [[functions.reader_fill.windows]] parameter = 1, size = (larger by 1 or"
                + " more), access = \"write\"\n")) {
      assertTrue(report.contains(line), () -> line + "is not in\n" + report);
    }
  }

  @Test
  void aWindowThatWasClosedAgain() {
    final String report = report("run", "window", "late");
    for (String line :
        List.of(
            "  who       cubicle 2 'reader', in a call of reader_sum\n",
            "  what      read of 1 byte at #, by movzx edx, byte ptr [rdi]\n",
            "  called by main+# (main.c:#) in 'writer', for reader_sum\n",
            "  window    window 0 of 'writer' holds the page, and is open to nobody: closed by main+#\n"
                + "            (main.c:#)\n",
            "  policy    [[data]] symbol = \"letter\", owner = \"writer\", to = [\"reader\"],"
                + " access = \"read\"\n")) {
      assertTrue(report.contains(line), () -> line + "is not in\n" + report);
    }
  }

  /** What is no access to a window's page keeps the monitor's own remedy. */
  @Test
  void aRunWithoutAReportOfItsOwnToTellIsSilent() {
    final Session run = Session.of("run", "window");
    assertEquals(0, run.status());
    assertEquals(
        "", run.error().lines().filter(line -> line.contains("stopped")).findAny().orElse(""));
  }
}
