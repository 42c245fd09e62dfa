package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code graph} of built-in guests. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GraphTest {

  @TempDir private Path directory;

  private String draw(String file, String... words) throws IOException {
    final Path path = directory.resolve(file);
    final String[] line = new String[words.length + 3];
    line[0] = "graph";
    line[1] = "-o";
    line[2] = path.toString();
    System.arraycopy(words, 0, line, 3, words.length);
    final Session session = Session.of(line);
    assertEquals(0, session.status(), session::error);
    return Files.readString(path);
  }

  @Test
  void aRunsCallsAreDrawn() throws IOException {
    final String dot = draw("calls.dot", "hello-cubicles");
    assertTrue(dot.contains("\"hello-cubicles: who called whom\""), dot);
    assertTrue(dot.contains(" to the monitor"), dot);
    assertTrue(dot.lines().anyMatch(line -> line.matches("  n\\d+ -> n\\d+ .*")), dot);
  }

  @Test
  void withoutARunItIsWhoCould() throws IOException {
    final String dot = draw("could.dot", "--static", "sqlite");
    assertTrue(dot.contains("\"sqlite: who could call whom\""), dot);
    final String svg = draw("could.svg", "--static", "sqlite");
    assertTrue(svg.contains("ramfs -&gt; vfs"), svg);
  }

  @Test
  void theGuestsStatusAndWordsPassThrough() {
    final Session session =
        Session.of("graph", "-o", directory.resolve("x.svg").toString(), "intruder");
    assertEquals(139, session.status());
    assertTrue(session.error().contains("breaking isolation"), session::error);
    assertTrue(Files.exists(directory.resolve("x.svg")));
  }

  @Test
  void thePicturesNameMayComeLast() throws IOException {
    final Path file = directory.resolve("last.dot");
    final Session session = Session.of("graph", "intruder", "--", "write", "-o", file.toString());
    assertEquals(139, session.status(), session::error);
    assertTrue(session.error().contains("write of "), session::error);
    assertTrue(Files.readString(file).startsWith("digraph"));
  }

  @Test
  void wrongUsageIsToldInOneLine() {
    assertEquals(
        "name the picture to write: -o FILE.svg, .png, .html or .dot",
        Session.of("graph", "sqlite").complaint());
    assertEquals(
        "-o x.jpg: the name ends in .svg, .png, .html or .dot",
        Session.of("graph", "sqlite", "-o", "x.jpg").complaint());
    assertTrue(Session.of("graph", "hello", "-o", "x.svg").complaint().startsWith("hello: has no"));
    assertTrue(
        Session.of("graph", "sqlite", "-o", "/no/where/x.svg")
            .complaint()
            .contains("no such file"));
  }
}
