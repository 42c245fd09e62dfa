package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code run --terminal}. The guest shows what it finds at its standard input: here, no terminal.
 */
class TerminalTest {

  private static final String TERMINAL =
      """
      terminal: ok get=0 input=0x500 output=0x5 control=0xbf local=0x8a3b set=0 get=0 local=0x8a31\
       back=0 size=0
      1 passed, 0 failed
      """;
  private static final String NONE = "terminal: ok get=ENOTTY ";

  @TempDir Path directory;
  private Path program;

  @BeforeEach
  void copyGuest() throws IOException {
    program = directory.resolve("program");
    Files.copy(Guests.image("linuxu"), program);
  }

  @Test
  void aProgramFindsNoTerminalWhereThereIsNone() {
    assertTrue(run().startsWith(NONE), this::run);
  }

  @Test
  void alwaysThereIsOne() {
    assertEquals(TERMINAL, run("--terminal", "always"));
  }

  @Test
  void aUnikraftImageFindsOne() throws Exception {
    addSection(".uk_libinfo", "a table");
    assertEquals(TERMINAL, run());
  }

  @Test
  void neverThereIsNone() throws Exception {
    addSection(".uk_libinfo", "a table");
    assertTrue(run("--terminal", "never").startsWith(NONE));
  }

  @Test
  void anImageWithoutTablesIsKnownByThePlatformsName() throws Exception {
    addSection(".rodata.name", "its name is liblinuxuplat.");
    assertTrue(run().startsWith(NONE), "has the start-up code of a C library");
    edit("--rename-section", ".init=.text.first");
    assertEquals(TERMINAL, run());
  }

  @Test
  void anythingElseIsRefused() {
    final Session session = Session.of("run", "--terminal", "perhaps", "hello");
    assertEquals(2, session.status());
    assertEquals("--terminal perhaps: it is auto, always or never", session.complaint());
  }

  @Test
  void nativelyThereIsWhatThereIs() {
    final Session session =
        Session.of("run", "--engine", "native", "--terminal", "always", "hello");
    assertEquals(2, session.status());
    assertTrue(session.complaint().contains("--terminal always"), session::error);
  }

  private String run(String... options) {
    final List<String> arguments = new ArrayList<>();
    arguments.add("run");
    arguments.addAll(List.of(options));
    arguments.addAll(List.of(program.toString(), "terminal"));
    return Session.of(arguments.toArray(String[]::new)).text();
  }

  private void addSection(String name, String contents) throws Exception {
    final Path file = Files.writeString(directory.resolve("contents"), contents);
    edit("--add-section", name + "=" + file);
  }

  private void edit(String... change) throws Exception {
    final List<String> command = new ArrayList<>();
    command.add("objcopy");
    command.addAll(List.of(change));
    command.add(program.toString());
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
