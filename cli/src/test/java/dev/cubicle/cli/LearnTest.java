package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code learn}: what it writes suffices for the run that it learned from, and for no more. */
class LearnTest {

  @TempDir private Path directory;

  /** The policy of a built-in guest, its files named from where they are. */
  private Path policy(String guest) throws IOException {
    final Path libos = Guests.image(guest).resolveSibling("libos");
    final String text = Files.readString(libos.resolve(guest + ".toml"));
    return Files.writeString(
        directory.resolve(guest + ".toml"),
        text.replaceAll("(?<=[\\[ ])\"(?=[^\"]*\\.[oa]\")", "\"" + libos + "/"));
  }

  private Path learned() {
    return directory.resolve("learned.toml");
  }

  private Session learn(Path policy, String... arguments) {
    final List<String> all =
        new ArrayList<>(
            List.of("learn", "--anew", "--policy", policy.toString(), "-o", "" + learned(), "--"));
    all.addAll(List.of(arguments));
    return Session.of(all.toArray(String[]::new));
  }

  private Session run(String... arguments) {
    final Path image = directory.resolve("image");
    final Session build =
        Session.of("build", "--policy", learned().toString(), "-o", image.toString());
    assertEquals(0, build.status(), build::error);
    final List<String> all = new ArrayList<>(List.of("run", image.toString()));
    all.addAll(List.of(arguments));
    return Session.of(all.toArray(String[]::new));
  }

  @Test
  void theLearnedPolicySuffices() throws IOException {
    final Path policy = policy("argument-window");
    final Session learning = learn(policy);
    assertEquals(0, learning.status(), learning::error);
    assertTrue(learning.error().contains("2 windows of arguments"), learning::error);
    final String text = Files.readString(learned());
    assertEquals(
        2, text.split("bytes of it were touched: if its address is not kept", -1).length - 1, text);
    assertTrue(
        text.contains(
            """
            [[functions.reader_fill.windows]]
            parameter = 1
            size = "parameter 2"
            access = "write"
            """),
        text);
    assertTrue(
        text.contains(
            """
            [[functions.reader_sum.windows]]
            parameter = 1
            size = "parameter 2"
            """),
        text);
    final Session run = run();
    assertEquals(0, run.status(), run::error);
    assertEquals(learning.text(), run.text());
  }

  @Test
  void whatIsLearnedIsTheSameEachTime() throws IOException {
    final Path policy = policy("hello-cubicles");
    assertEquals(0, learn(policy).status());
    final byte[] first = Files.readAllBytes(learned());
    assertEquals(0, learn(policy).status());
    assertArrayEquals(first, Files.readAllBytes(learned()));
    // Code names a variable of the allocator's, and nobody but the file system used it.
    assertTrue(Files.readString(learned()).contains("access = \"none\""));
    assertEquals("Hello from a cubicle.\n", run().text());
  }

  @Test
  void anotherRunIsStoppedAndToldWhatIsMissing() throws IOException {
    final Session usage = learn(policy("sqlite"), "--nonsense", "x", "y");
    assertEquals(2, usage.status(), usage::error);
    final Session run = run("--size", "1");
    assertEquals(139, run.status(), run::error);
    assertTrue(run.error().contains("stopped for breaking isolation"), run::error);
    assertTrue(run.error().contains("policy    [[memory]] owner = \"sqlite\""), run::error);
  }

  @Test
  void wrongUsageIsOneLine() throws IOException {
    assertEquals(
        "learning needs --policy FILE or --unikraft DIR, and -o LEARNED; see ./cubicle learn --help",
        Session.of("learn", "--policy", "x.toml").complaint());
    assertEquals(
        "--application chooses among the images of --unikraft DIR",
        Session.of("learn", "--policy", "x", "--application", "y", "-o", "z").complaint());
    final Path missing = directory.resolve("missing.toml");
    assertEquals(
        missing + ": there is no such file",
        Session.of("learn", "--policy", "" + missing, "-o", "" + learned()).complaint());
    final Path policy = policy("argument-window");
    assertEquals(
        "-o " + directory + ": is a directory; name a file",
        Session.of("learn", "--policy", "" + policy, "-o", "" + directory).complaint());
    assertEquals(
        "--memory lots: expected a size such as 256M or 2G",
        Session.of("learn", "--memory", "lots", "--policy", "" + policy, "-o", "" + learned())
            .complaint());
    assertFalse(Files.exists(learned()));
  }
}
