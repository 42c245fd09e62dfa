package dev.cubicle.bench.unikraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shell scripts stand in for images and the launcher. */
@Timeout(120)
final class ImageRunnerTest {
  @TempDir private Path directory;

  private Path script(String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  private ImageRunner runner(Path launcher) {
    return new ImageRunner(launcher, directory, Duration.ofSeconds(60));
  }

  @Test
  void namesAndTimesOfRunsAreNotCompared() throws Exception {
    Path launcher = directory.resolve("none");
    String[] lines = {
      "echo one; echo two; echo", "echo \"[  12.$$] this is $0\"", "echo end of $1; exit 3"
    };
    ImageRun one = runner(launcher).natively(Variant.stock(script("one", lines)), List.of("it"));
    ImageRun other =
        runner(launcher).natively(Variant.stock(script("other", lines)), List.of("it"));
    assertEquals(List.of("two", "this is IMAGE", "end of it"), one.lastLines());
    assertTrue(one.isLike(other), other.ending());
    assertFalse(
        one.isLike(
            runner(launcher).natively(Variant.stock(script("other", lines)), List.of("that"))));
  }

  @Test
  void timeAndCountsAreThoseOfTheStatistics() throws Exception {
    Path launcher =
        script(
            "launcher",
            "echo '{\"wallSeconds\": 1.25, \"monitor\": {\"calls\": 7, \"faults\": 2}}' >\"${2#*=}\"",
            "echo 5");
    ImageRun run = runner(launcher).emulated(Variant.stock(directory.resolve("image")), List.of());
    assertEquals(OptionalDouble.of(1.25), run.seconds());
    assertEquals(7, run.counts().orElseThrow().calls());
    assertEquals(2, run.counts().orElseThrow().faults());
  }

  @Test
  void withoutStatisticsThereWasNoRun() throws Exception {
    Path launcher = script("launcher", "echo refused >&2; echo 5; exit 0");
    ImageRun run = runner(launcher).emulated(Variant.stock(directory.resolve("image")), List.of());
    assertEquals(OptionalDouble.empty(), run.seconds());
    assertEquals(Optional.empty(), run.counts());
    assertFalse(run.isLike(run));
    assertEquals("status 0, last line \"5\": refused", run.ending());
  }

  @Test
  void whatHangsIsEnded() throws Exception {
    Variant image = Variant.stock(script("image", "sleep 100"));
    ImageRunner runner =
        new ImageRunner(directory.resolve("none"), directory, Duration.ofMillis(200));
    BenchException late =
        assertThrows(BenchException.class, () -> runner.natively(image, List.of()));
    assertEquals("stock image: took longer than 0 s", late.getMessage());
  }
}
