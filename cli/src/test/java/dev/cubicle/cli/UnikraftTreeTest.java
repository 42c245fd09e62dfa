package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Symbols;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a build tree to a program in cubicles that prints what the stock image prints. */
class UnikraftTreeTest {

  private static FakeTree tree;
  @TempDir private static Path home;

  @TempDir private Path directory;

  @BeforeAll
  static void tree() throws IOException, InterruptedException {
    tree = FakeTree.build(home);
  }

  private Path image(String... options) {
    final Path image = directory.resolve("image");
    final List<String> command =
        new ArrayList<>(
            List.of("build", "--unikraft", tree.directory().toString(), "-o", image.toString()));
    command.addAll(List.of(options));
    final Session session = Session.of(command.toArray(String[]::new));
    assertEquals(0, session.status(), session::error);
    summary = session.text();
    return image;
  }

  private String summary = "";

  private static String natively(String... arguments) throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>(List.of(tree.stock().toString()));
    command.addAll(List.of(arguments));
    final Process process = new ProcessBuilder(command).start();
    final String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output + "status " + process.waitFor();
  }

  @Test
  void printsWhatTheStockImagePrints() throws IOException, InterruptedException {
    final String expected = natively("some");
    assertTrue(expected.endsWith("after 8 calls\nstatus 7"), expected);
    final Path image = image("--policy", tree.policy().toString());
    assertEquals(0, Session.of("verify", image.toString()).status());
    for (String mpk : List.of("on", "off")) {
      final Session run = Session.of("run", "--mpk", mpk, image.toString(), "some");
      assertEquals(expected, run.text() + "status " + run.status(), run::error);
    }
  }

  @Test
  void theSummarySaysWhatBecameOfTheLibraries() {
    image("--policy", tree.policy().toString());
    for (String expected :
        List.of(
            "8 libraries of words, policy " + tree.policy(),
            "  application      isolated  appwords\n",
            "  store            isolated  store\n",
            "  libc             shared    nolibc\n",
            "added: uk_pages, uk_linux\n",
            "uk_inittab")) {
      assertTrue(summary.contains(expected), summary);
    }
  }

  /** The list of segments that Unikraft's build adds to what it has linked. */
  @Test
  void theBootInformationListsTheSegments() throws BadInputException {
    final CubicleImage image = CubicleImage.read(image("--policy", tree.policy().toString()));
    final Symbols.Symbol place = image.symbols().named("boot_information").getFirst();
    final ByteBuffer bytes = image.loaded(place.address(), place.size()).orElseThrow();
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    final int start = bytes.position();
    assertEquals(0xb007b0b0, bytes.getInt(start));
    assertEquals(1, bytes.get(start + 4));
    assertEquals(16, bytes.getInt(start + 72));
    final int count = bytes.getInt(start + 76);
    // There are more than fit with two to spare, so they are one.
    assertTrue(image.loads().size() > 14, image.loads()::toString);
    assertEquals(1, count);
    assertEquals(image.loads().getFirst().pageStart(), bytes.getLong(start + 80));
    assertEquals(
        image.loads().getLast().pageEnd() - image.loads().getFirst().pageStart(),
        bytes.getLong(start + 80 + 16));
    assertEquals(4, bytes.getShort(start + 80 + 24));
    assertEquals(7, bytes.getShort(start + 80 + 26));
  }

  @Test
  void whoReachesIntoAnotherIsStopped() throws IOException, InterruptedException {
    final Path image = image("--policy", tree.policy().toString());
    final Session run = Session.of("run", image.toString(), "out", "of", "bounds");
    assertEquals(139, run.status(), run::error);
    assertTrue(run.error().contains("'application'"), run.error());
  }

  /** The default policy takes any tree; what it has no windows for is stopped, and said. */
  @Test
  void theDefaultPolicy() throws IOException {
    final Path kept = directory.resolve("kept");
    final Path image = image("--keep", kept.toString());
    assertTrue(summary.contains("policy default"), summary);
    assertTrue(summary.contains("  application      isolated  appwords, store\n"), summary);
    assertTrue(Files.readString(kept.resolve("policy.toml")).contains("[cubicles.application]"));
    final Session run = Session.of("run", image.toString(), "some");
    assertEquals(7, run.status(), run::error);
  }
}
