package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an image cannot be written, or must not be: one line, and nothing is touched. */
class BuildUsageTest {

  private static final String TEXT =
      "entry = 'main'\n[cubicles.a]\n[components.a]\nfiles = ['a.o']\n";

  @TempDir private Path directory;
  private Path policy;

  @BeforeEach
  void files() throws IOException {
    policy = Files.writeString(directory.resolve("policy.toml"), TEXT);
    Files.writeString(directory.resolve("a.o"), "not an object");
  }

  private String complaint(String output) {
    final Session session = Session.of("build", "--policy", policy.toString(), "-o", output);
    assertEquals(ExitStatus.USAGE, session.status(), session::error);
    assertEquals("", session.text());
    return session.complaint();
  }

  @Test
  void overAnInput() throws IOException {
    assertTrue(complaint(policy.toString()).endsWith(": would overwrite what it is made of"));
    assertEquals(TEXT, Files.readString(policy));
    final Path object = directory.resolve("a.o");
    assertTrue(complaint(object.toString()).endsWith(": would overwrite what it is made of"));
    assertEquals("not an object", Files.readString(object));
  }

  @Test
  void notAFile() {
    assertEquals("-o " + directory + ": is a directory; name a file", complaint("" + directory));
    assertEquals("-o /: is a directory; name a file", complaint("/"));
    assertEquals("-o /dev/null: is not a file that an image could replace", complaint("/dev/null"));
    assertEquals("-o: the name is empty", complaint(""));
  }

  @Test
  void noDirectory() {
    final Path gone = directory.resolve("gone");
    assertEquals(
        "-o %s: there is no directory %s".formatted(gone.resolve("image"), gone),
        complaint(gone.resolve("image").toString()));
  }
}
