package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real build trees, below the directory that {@code CUBICLE_UNIKRAFT} names, become images that
 * pass verification; those of hello world print what their stock images print.
 */
@EnabledIfEnvironmentVariable(
    named = UnikraftImagesTest.DIRECTORY,
    matches = ".+",
    disabledReason = "CUBICLE_UNIKRAFT names no directory with Unikraft's build directories")
class UnikraftBuildsTest {

  private static final String STOCK = "_linuxu-x86_64";

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> builds() throws IOException {
    final List<Path> trees;
    try (Stream<Path> entries = Files.list(Path.of(System.getenv(UnikraftImagesTest.DIRECTORY)))) {
      trees = entries.filter(Files::isDirectory).filter(tree -> stock(tree) != null).toList();
    }
    assertFalse(trees.isEmpty(), "no directory with an image NAME" + STOCK);
    return trees.stream()
        .sorted()
        .map(tree -> DynamicTest.dynamicTest(tree.getFileName().toString(), () -> build(tree)));
  }

  private static Path stock(Path tree) {
    try (Stream<Path> files = Files.list(tree)) {
      return files.filter(file -> file.toString().endsWith(STOCK)).findFirst().orElse(null);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void build(Path tree) {
    // The image prints its own name.
    final Path image = directory.resolve("image");
    final Session build =
        Session.of("build", "--unikraft", tree.toString(), "-o", image.toString());
    assertEquals(0, build.status(), build::error);
    assertTrue(build.text().contains("Not isolated:"), build::text);
    assertEquals(0, Session.of("verify", image.toString()).status());
    if (tree.getFileName().toString().startsWith("hello")) {
      final Path stock = stock(tree);
      final Session expected = Session.of("run", stock.toString(), "first", "second");
      final Session isolated = Session.of("run", image.toString(), "first", "second");
      assertEquals(
          expected.text().replace(stock.toString(), "IMAGE"),
          isolated.text().replace(image.toString(), "IMAGE"),
          isolated::error);
      assertEquals(expected.status(), isolated.status(), isolated::error);
    }
  }
}
