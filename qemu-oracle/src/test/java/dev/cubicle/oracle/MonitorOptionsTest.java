package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.mpk.FetchPolicy;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of a run (docs/image.md), and what ends it before the first cubicle runs. */
final class MonitorOptionsTest {

  private static final String STOPPED = new Ending.Exited(139).toString();
  private static final String DONE = new Ending.Exited(0).toString();

  /** Argument and options of what Linux runs as well. */
  private static final List<Map.Entry<String, String>> UNDER_LINUX =
      List.of(
          Map.entry("read", ""),
          Map.entry("read", "windows=off"),
          Map.entry("write", "windows=off"),
          Map.entry("code", "windows=off"),
          Map.entry("manifest", "windows=off"),
          Map.entry("count", "windows=off"),
          Map.entry("jump", ""),
          Map.entry("count", "statistics=1"),
          Map.entry("count", "mpk=off,statistics=1"),
          Map.entry("read", "report=1"),
          Map.entry("count", "report=1,statistics=1"),
          Map.entry("count", "statistics=77"),
          Map.entry("count", "colour=red"));

  @TempDir static Path directory;

  private static LinuxRuns linux;

  @BeforeAll
  static void runUnderLinux() throws Exception {
    OracleAvailability.require();
    TestImage.of("options", Files.createDirectory(directory.resolve("options")));
    linux = LinuxRuns.of(UNDER_LINUX.stream().map(e -> program(e.getKey(), e.getValue())).toList());
  }

  private static Program program(String argument, String options) {
    return TestImage.program(directory.resolve("options/image"), List.of(argument), options);
  }

  private static EmulatedRun run(String argument, String options) throws Exception {
    return EmulatedRun.of(program(argument, options));
  }

  private static EmulatedRun withFetchChecks(String argument, String options) throws Exception {
    return EmulatedRun.of(
        program(argument, options), builder -> builder.fetchPolicy(FetchPolicy.TAG_NX));
  }

  /** The blocks of statistics and reports included: they hold the same, key by key. */
  @TestFactory
  Stream<DynamicTest> doesTheSameUnderLinux() {
    return UNDER_LINUX.stream()
        .map(e -> program(e.getKey(), e.getValue()))
        .map(
            program ->
                DynamicTest.dynamicTest(
                    LinuxRuns.name(program),
                    () -> {
                      Result result = linux.of(program);
                      var output = new ByteArrayOutputStream();
                      var error = new ByteArrayOutputStream();
                      EmulatedRun emulated =
                          EmulatedRun.of(
                              program,
                              builder ->
                                  builder.streams(
                                      HostStreams.of(
                                          InputStream.nullInputStream(), output, error)));
                      assertEquals(result.errorText(), error.toString(StandardCharsets.UTF_8));
                      assertEquals(result.ending().toString(), emulated.ending());
                      assertArrayEquals(result.output(), output.toByteArray());
                    }));
  }

  @Test
  void anothersCodeRunsWithTheRightsOfWhoJumpsThere() throws Exception {
    EmulatedRun run = run("jump", "");
    assertEquals("7\n", run.output(), run::error);
    assertEquals(DONE, run.ending());
  }

  @Test
  void underTagNxAJumpIntoAnotherCubicleIsAViolation() throws Exception {
    EmulatedRun run = withFetchChecks("jump", "cfi=tag-nx");
    assertEquals("", run.output());
    assertEquals(STOPPED, run.ending());
    assertTrue(
        run.error()
            .startsWith(
                "cubicle: stopped for breaking isolation: a jump into another cubicle, past its"
                    + " entry points\n  who       cubicle 1 'app'"),
        run::error);
    assertTrue(run.error().contains("\n  page      cubicle 2 'store', code, key "), run::error);
  }

  @Test
  void callsAndWindowsWorkUnderTagNx() throws Exception {
    EmulatedRun run = withFetchChecks("count", "cfi=tag-nx");
    assertEquals("", run.error());
    assertEquals(DONE, run.ending());
    assertEquals(STOPPED, withFetchChecks("read", "cfi=tag-nx").ending());
  }

  @Test
  void tagNxNeedsAProcessorThatChecks() throws Exception {
    EmulatedRun run = run("jump", "cfi=tag-nx");
    assertEquals("7\n", run.output(), run::error);
    assertEquals(DONE, run.ending());
  }

  @Test
  void withoutWindowsDataIsOpenAndNothingElse() throws Exception {
    assertEquals(STOPPED, run("read", "").ending());
    assertEquals(STOPPED, run("write", "windows=on").ending());
    assertEquals("1\n", run("read", "windows=off").output());
    assertEquals("3\n", run("write", "windows=off").output());
    for (String closed : List.of("code", "manifest")) {
      EmulatedRun run = run(closed, "windows=off");
      assertEquals(STOPPED, run.ending());
      assertEquals("", run.output());
    }
  }

  @Test
  void theLastWordCounts() throws Exception {
    assertEquals(STOPPED, run("read", "mpk=off,mpk=on").ending());
    assertEquals(DONE, run("read", "mpk=on,mpk=off").ending());
    assertEquals(STOPPED, run("read", "windows=off,windows=on").ending());
    assertEquals("1\n", run("read", "windows=on,windows=off").output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "colour=red",
        "mpk",
        "mpk=",
        "mpk=offf",
        "mpk=OFF",
        "mpk=off;windows=off",
        "windows=of",
        "cfi=tag",
        "statistics=",
        "statistics=x",
        "statistics=-1",
        "statistics=8x",
        "report=99999999999999",
        "report",
        ",",
        "mpk=off,,cfi=none",
        "mpk=off, cfi=none",
        "mpk=on,colour=red"
      })
  void anUnknownOptionIsWrongUsage(String options) throws Exception {
    EmulatedRun run = run("count", options);
    assertEquals(new Ending.Exited(2).toString(), run.ending());
    assertEquals("", run.output());
    assertEquals(1, run.error().lines().count(), run::error);
    String named = options.startsWith("mpk=on,") ? "colour=red" : options;
    assertTrue(run.error().startsWith("cubicle: CUBICLE takes mpk=on|off, "), run::error);
    assertTrue(named.endsWith(run.error().strip().replaceAll("(?s).*, not ", "")), run::error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpk=on", "mpk=on,", "cfi=none", "", "windows=on,cfi=none,report=2000"})
  void otherListsAreFine(String options) throws Exception {
    EmulatedRun run = run("environment", options);
    assertEquals(DONE, run.ending(), run::error);
    assertEquals("", run.output(), "the variable is the monitor's alone");
    assertEquals("", run.error());
  }

  @Test
  void keysThatAreWantedAndMissing() throws Exception {
    EmulatedRun run =
        EmulatedRun.of(program("count", ""), builder -> builder.protectionKeys(false));
    assertEquals(new Ending.Exited(3).toString(), run.ending());
    assertEquals(1, run.error().lines().count(), run::error);
    assertTrue(run.error().contains("no memory protection keys"), run::error);
    assertTrue(run.error().contains("CUBICLE=mpk=off"), run::error);
    EmulatedRun without =
        EmulatedRun.of(program("read", "mpk=off"), builder -> builder.protectionKeys(false));
    assertEquals(DONE, without.ending(), without::error);
    assertEquals("1\n", without.output());
  }

  @ParameterizedTest
  @CsvSource({
    "6.11.9, 3",
    "6.1.0-28-amd64, 3",
    "5.15.0, 3",
    "6, 3",
    "5.19.0-rc1, 3",
    "none, 3",
    "'', 3",
    "6.12, 0",
    "6.12.0-cubicle, 0",
    "6.100.1, 0",
    "7.0-rc1, 0",
    "10.2.3, 0"
  })
  void keysNeedAKernelThatDeliversFaults(String release, int status) throws Exception {
    EmulatedRun run =
        EmulatedRun.of(program("count", ""), builder -> builder.kernelRelease(release));
    assertEquals(new Ending.Exited(status).toString(), run.ending(), run::error);
    if (status != 0) {
      assertEquals(
          "cubicle: keys need Linux 6.12 or later; without: CUBICLE=mpk=off, or the emulator"
              + " (./cubicle run). This is "
              + release
              + "\n",
          run.error());
    }
    EmulatedRun without =
        EmulatedRun.of(program("count", "mpk=off"), builder -> builder.kernelRelease(release));
    assertEquals(DONE, without.ending(), without::error);
  }
}
