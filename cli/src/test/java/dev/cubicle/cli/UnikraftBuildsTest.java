package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.guests.GuestCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** In a process of its own: a C library with debug information takes more memory than tests. */
  static String buildApart(String... arguments) throws IOException, InterruptedException {
    final List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-D%1$s=%2$s"
                    .formatted(GuestCatalogue.IMAGES_PROPERTY, GuestCatalogue.installed().images()),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cubicle.cli.Main"));
    command.addAll(List.of(arguments));
    final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    final String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  private void build(Path tree) throws IOException, InterruptedException {
    // The image prints its own name.
    final Path image = directory.resolve("image");
    final String summary = buildApart("build", "--unikraft", tree.toString(), "-o", "" + image);
    assertTrue(summary.contains("Not isolated:"), summary);
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
