package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.report.StatisticsBlock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data of a cubicle that the policy lets every other one read. */
final class MonitorPublishedTest {

  private static final int STATISTICS = 8;
  private static final int ROUNDS = 100;

  @TempDir static Path directory;

  private static Path image;

  @BeforeAll
  static void build() throws Exception {
    image = TestImage.of("published", directory);
  }

  /** Page faults of the run, which ended well. */
  private static long faults(String what) throws Exception {
    var statistics = new ByteArrayOutputStream();
    EmulatedRun run =
        EmulatedRun.of(
            TestImage.program(image, List.of(what), "statistics=" + STATISTICS),
            options -> options.output(STATISTICS, statistics));
    assertEquals("ok\n", run.output(), run.error());
    return StatisticsBlock.read(
            ByteBuffer.wrap(statistics.toByteArray()), CubicleImage.read(image).manifest())
        .faults();
  }

  @Test
  void readersInTurnDoNotTakeThePageFromEachOther() throws Exception {
    long faults = faults("read");
    assertTrue(faults >= 1 && faults < ROUNDS / 10, "faults: " + faults);
  }

  /** Nobody takes it from its owner either, and what that writes everybody sees. */
  @Test
  void theOwnerStillWrites() throws Exception {
    long faults = faults("count");
    assertTrue(faults >= 1 && faults < ROUNDS / 10, "faults: " + faults);
  }

  @ParameterizedTest
  @ValueSource(strings = {"write", "private"})
  void nothingElseIsOpenByIt(String what) throws Exception {
    EmulatedRun run = EmulatedRun.of(TestImage.program(image, List.of(what), ""));
    assertEquals(new Ending.Exited(139).toString(), run.ending(), run.error());
    assertTrue(run.error().contains("page of another cubicle"), run.error());
  }
}
