package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real Unikraft images print the same and end the same way here as on this machine's Linux. They
 * are found below the directory that {@code CUBICLE_UNIKRAFT} names: the build directories of any
 * applications, for the linuxu platform.
 */
@EnabledIfEnvironmentVariable(
    named = UnikraftImagesTest.DIRECTORY,
    matches = ".+",
    disabledReason = "CUBICLE_UNIKRAFT names no directory with Unikraft's build directories")
class UnikraftImagesTest {

  static final String DIRECTORY = "CUBICLE_UNIKRAFT";

  private static final String IMAGE = "_linuxu-x86_64";

  /** How often one image is run, for what depends on luck to show. */
  private static final int REPETITIONS = 3;

  private static final String STATEMENTS =
      "create table t(a integer primary key, b text);"
          + " with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)"
          + " insert into t select i, 'row ' || i from n;"
          + " select count(*), sum(length(b)), max(b) from t; drop table t; select 'done';";

  @TempDir Path directory;

  private static List<Path> images() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(System.getenv(DIRECTORY)), 2)) {
      return files
          .filter(file -> file.toString().endsWith(IMAGE) && Files.isRegularFile(file))
          .sorted()
          .toList();
    }
  }

  @Test
  void thereAreImages() throws IOException {
    assertFalse(images().isEmpty(), "no file NAME" + IMAGE + " one directory below");
  }

  @TestFactory
  Stream<DynamicTest> runsAsOnLinux() throws IOException {
    return images().stream()
        .flatMap(image -> cases(image).stream().map(arguments -> compared(image, arguments)));
  }

  /**
   * Built anew in cubicles, with a policy of the tests', with the one for any tree, and with the
   * one that comes with us for this tree.
   */
  @TestFactory
  Stream<DynamicTest> runsAsOnLinuxInCubicles() throws IOException {
    return images().stream()
        .flatMap(
            image ->
                Stream.of(
                        List.of("--policy", SmallTree.policy("one").toString()),
                        List.of("--policy", "default"),
                        List.<String>of())
                    .map(
                        policy ->
                            DynamicTest.dynamicTest(
                                image.getFileName() + " " + String.join(" ", policy),
                                () -> inCubicles(image, policy))));
  }

  private void inCubicles(Path image, List<String> policy) throws Exception {
    final Path built = directory.resolve("image");
    final List<String> command =
        new ArrayList<>(List.of("build", "--unikraft", image.getParent().toString()));
    command.addAll(policy);
    command.addAll(List.of("-o", built.toString()));
    UnikraftBuildsTest.buildApart(command.toArray(String[]::new));
    for (List<String> arguments : cases(image)) {
      final List<String> run = new ArrayList<>(List.of("run", built.toString()));
      run.addAll(arguments);
      final Session session = Session.of(run.toArray(String[]::new));
      assertEquals(
          natively(image, arguments).replace(image.toString(), built.toString()),
          session.text() + "status " + session.status() + "\n",
          session::error);
    }
  }

  private static List<List<String>> cases(Path image) {
    final String name = image.getFileName().toString();
    if (name.startsWith("sqlite")) {
      return List.of(List.of(":memory:", STATEMENTS), List.of("/file.db", STATEMENTS));
    }
    return name.startsWith("nginx") ? List.of(List.of("-t")) : List.of(List.of("first", "second"));
  }

  private DynamicTest compared(Path image, List<String> arguments) {
    return DynamicTest.dynamicTest(
        image.getFileName() + " " + arguments.getFirst(),
        () -> {
          final String expected = natively(image, arguments);
          for (int i = 0; i < REPETITIONS; i++) {
            final List<String> command = new ArrayList<>(List.of("run", image.toString()));
            if (i == 0) {
              command.add(1, "--repeatable");
            }
            command.addAll(arguments);
            final Session session = Session.of(command.toArray(String[]::new));
            assertEquals(
                expected, session.text() + "status " + session.status() + "\n", session::error);
          }
        });
  }

  /** On a terminal, which the image insists on; output goes to a file. */
  private String natively(Path image, List<String> arguments) throws Exception {
    final Path output = directory.resolve("output");
    final String command =
        Stream.concat(Stream.of(image.toString()), arguments.stream())
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    final Process script =
        new ProcessBuilder("script", "-qec", command + " >'" + output + "'", "/dev/null")
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    final int status = script.waitFor();
    assumeTrue(status != 139, "this machine's Linux does not run it either");
    return Files.readString(output, StandardCharsets.UTF_8) + "status " + status + "\n";
  }
}
