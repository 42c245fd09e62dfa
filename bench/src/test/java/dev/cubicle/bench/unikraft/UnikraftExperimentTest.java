package dev.cubicle.bench.unikraft;

import static dev.cubicle.bench.place.ProcessPlace.EMULATED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.experiment.CountedProgress;
import dev.cubicle.cli.Main;
import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A tree of the shape of Unikraft's, made of sources of ours; real ones where some are named. */
@Timeout(600)
final class UnikraftExperimentTest {
  private static final Path SOURCES = Path.of("../libos-guest/src/test/guest/unikraft");
  private static final String GUESTS = "cubicle.guests";
  private static final String REAL = "CUBICLE_UNIKRAFT";
  private static final List<String> ARGUMENTS = List.of("rounds=2", "--", "first");
  private static final Duration LIMIT = Duration.ofSeconds(120);

  @TempDir private Path directory;
  private Path launcher;

  /** The command line of these classes: what users start builds the program first. */
  @BeforeEach
  void launcher() throws IOException {
    launcher = directory.resolve("cubicle");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s' --enable-native-access=ALL-UNNAMED -D%s='%s' -cp '%s' %s \"$@\"\n"
            .formatted(
                ProcessHandle.current().info().command().orElseThrow(),
                GUESTS,
                Path.of(System.getProperty(GUESTS)).toAbsolutePath(),
                System.getProperty("java.class.path"),
                Main.class.getName()));
    assertTrue(launcher.toFile().setExecutable(true));
  }

  private Path tree() throws IOException, InterruptedException {
    Path tree = directory.resolve("tree");
    Process make =
        new ProcessBuilder("make", "-s", "-C", SOURCES.resolve("tree").toString(), "OUT=" + tree)
            .inheritIO()
            .start();
    assertEquals(0, make.waitFor());
    return tree;
  }

  private Outcome measured(Path tree, List<Path> policies, Optional<Workload> workload)
      throws Exception {
    try (Variants variants = Variants.of(tree, Optional.empty())) {
      variants.want(policies);
      CountedProgress building = new CountedProgress();
      variants.build(building);
      UnikraftExperiment experiment =
          new UnikraftExperiment(
              variants, workload.orElseGet(() -> Workload.inserts(20)), 1, launcher, LIMIT);
      CountedProgress running = new CountedProgress();
      Outcome outcome = experiment.measure(running, Map.of("date", "today"));
      assertEquals(variants.wanted(), building.count());
      return outcome;
    }
  }

  private static JsonNode row(Outcome outcome, String name) {
    for (JsonNode row : outcome.json().path("rows")) {
      if (row.path("name").asText().equals(name)) {
        return row;
      }
    }
    throw new AssertionError("no row " + name + " in " + outcome.text());
  }

  @Test
  void everyImageOfATreeHasItsRow() throws Exception {
    Path policy = SOURCES.resolve("policies/several.toml");
    Outcome outcome = measured(tree(), List.of(policy), Optional.of(Workload.of(ARGUMENTS)));
    assertTrue(outcome.complete(), outcome.text());
    assertEquals(
        List.of("stock image", "one cubicle", "policy default", "several.toml"),
        outcome.measured().stream().map(each -> each.row().name()).toList());

    JsonNode stock = row(outcome, "stock image");
    assertEquals(1, stock.path("slowdown").doubleValue());
    assertTrue(stock.at("/medians/native").doubleValue() > 0, outcome.text());
    assertFalse(stock.has("calls"));

    JsonNode one = row(outcome, "one cubicle");
    assertEquals(1, one.at("/cubicles/isolated").intValue());
    assertEquals(0, one.at("/exposure/pairs").intValue());

    JsonNode several = row(outcome, "several.toml");
    assertEquals(7, several.at("/cubicles/isolated").intValue());
    assertEquals(42, several.at("/exposure/pairs").intValue());
    assertEquals(Variants.lines(Files.readString(policy)), several.path("policyLines").longValue());
    assertEquals(0, several.path("linesOfC").asInt(-1));
    assertTrue(several.path("calls").longValue() > 0, several.toString());
    assertTrue(several.path("faults").longValue() > 0, several.toString());
    assertTrue(several.path("retags").longValue() > 0, several.toString());
    assertTrue(several.at("/exposure/readable").longValue() > 0, several.toString());
    assertTrue(
        several.at("/exposure/writableShare").doubleValue()
            < row(outcome, "policy default").at("/exposure/writableShare").doubleValue(),
        outcome.text());
    assertEquals(
        several.at("/medians/" + EMULATED).doubleValue()
            / stock.at("/medians/" + EMULATED).doubleValue(),
        several.path("slowdown").doubleValue(),
        1e-9);

    List<String> lines = outcome.text().lines().toList();
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("several.toml ")), outcome.text());
    assertTrue(outcome.text().contains("620 lines of C changed"), outcome.text());
  }

  @Test
  void whatDoesSomethingElseIsToldAndHasNoRow() throws Exception {
    Path policy = directory.resolve("narrow.toml");
    String several = Files.readString(SOURCES.resolve("policies/several.toml"));
    String narrow = several.replaceFirst("(?s)\\[\\[functions\\.vfs_read\\.windows]].*?\n\n", "");
    assertFalse(narrow.equals(several));
    Files.writeString(policy, narrow);
    Outcome outcome = measured(tree(), List.of(policy), Optional.of(Workload.of(ARGUMENTS)));
    assertFalse(outcome.complete());
    assertEquals(1, outcome.failures().size(), outcome.text());
    assertTrue(
        outcome.failures().getFirst().startsWith("narrow.toml: does not do what"),
        outcome.failures().getFirst());
    assertTrue(outcome.failures().getFirst().contains("status 139"), outcome.text());
    assertTrue(
        outcome.measured().stream().noneMatch(each -> each.row().name().equals("narrow.toml")));
    assertTrue(outcome.json().path("failures").get(0).asText().startsWith("narrow.toml"));
  }

  @Test
  void aStockImageThatFailsEndsIt() throws Exception {
    Path tree = tree();
    BenchException failed =
        assertThrows(BenchException.class, () -> measured(tree, List.of(), Optional.empty()));
    assertEquals(BenchException.FAILED, failed.status());
    assertTrue(failed.getMessage().startsWith("the stock image ended with"), failed.getMessage());
  }

  @Test
  void withoutItsImageATreeIsNotMeasured() throws Exception {
    Path tree = tree();
    Files.delete(tree.resolve("tree_linuxu-x86_64"));
    BadInputException refused =
        assertThrows(BadInputException.class, () -> Variants.of(tree, Optional.empty()));
    assertTrue(refused.getMessage().contains("tree_linuxu-x86_64"), refused.getMessage());
  }

  @Test
  @EnabledIfEnvironmentVariable(named = REAL, matches = ".+")
  void realTreesWithSqliteAreMeasured() throws Exception {
    List<Path> trees;
    try (Stream<Path> below = Files.list(Path.of(System.getenv(REAL)))) {
      trees =
          below.filter(tree -> Files.isRegularFile(tree.resolve("libsqlite.o"))).sorted().toList();
    }
    for (Path tree : trees) {
      Outcome outcome = measured(tree, List.of(), Optional.empty());
      assertTrue(outcome.complete(), outcome.text());
      assertTrue(
          row(outcome, "policy sqlite").at("/cubicles/isolated").intValue() >= 7, outcome.text());
    }
  }
}
