package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows the README's walk through a recorded write: its commands, and the lines that it shows in
 * their order. Addresses are another matter for each compiler.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReadmeWalkTest {

  private static final String START = "$ ./cubicle debug --replay sqlite.rec\n";
  private static final String PROMPT = "(cubicle) ";

  @TempDir private Path directory;

  @Test
  void theWalkHoldsTrue() throws IOException {
    final String readme = Files.readString(Path.of("../README.md"));
    final int begin = readme.indexOf(START) + START.length();
    final List<String> walk =
        readme.substring(begin, readme.indexOf("```", begin)).lines().toList();
    final List<String> commands =
        walk.stream()
            .filter(line -> line.startsWith(PROMPT))
            .map(line -> line.substring(PROMPT.length()))
            .toList();
    assertTrue(commands.size() > 5 && commands.size() < 10, commands::toString);

    final String record = directory.resolve("sqlite.rec").toString();
    assertEquals(0, Session.of("run", "--record", record, "sqlite", "--size", "1").status());
    final Session session =
        Session.with(
            (String.join("\n", commands) + "\n").getBytes(StandardCharsets.UTF_8),
            "debug",
            "--source",
            "../libos-guest/src/main/guest",
            "--replay",
            record);
    assertEquals(0, session.status(), session::error);
    final Iterator<String> printed =
        Arrays.stream(session.text().split("\n")).map(ReadmeWalkTest::withoutNumbers).iterator();
    for (String line : walk) {
      if (!line.equals("...")) {
        assertTrue(
            found(printed, withoutNumbers(line)),
            () -> "no \"" + line + "\" in\n" + session.text());
      }
    }
  }

  private static boolean found(Iterator<String> lines, String wanted) {
    while (lines.hasNext()) {
      if (lines.next().equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static String withoutNumbers(String line) {
    return line.strip().replaceAll("0x[0-9a-f]+", "0x").replaceAll(":\\d+\\)?", ":");
  }
}
