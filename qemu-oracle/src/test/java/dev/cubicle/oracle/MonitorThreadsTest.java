package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Several threads in several cubicles, in the emulator and under Linux on QEMU's processor. */
final class MonitorThreadsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int RAN_ALL = 42;
  private static final int BUSY = 20;
  private static final int ROUNDS = 60;

  private static final List<String> GROUPS =
      List.of("begin-and-end", "ping-pong", "calls", "files", "under", "ends-and-pointers");

  /** How a thread breaks isolation, and what the report says first. */
  private static final Map<String, String> WRONG =
      Map.of(
          "read", "breaking isolation: access to a page of another cubicle",
          "overflow", "a fault of its own: stack overflow",
          "jump", "a fault of its own: a call through a null pointer",
          "entry", "a fault of its own: a call through a null pointer",
          "lent", "breaking isolation: access to a page of another cubicle");

  private static final Map<String, String> NO_KEYS = Map.of("CUBICLE", "mpk=off");

  @TempDir static Path directory;

  private static Path image;
  private static Path busy;
  private static LinuxRuns linux;

  private static Program group(String name, Map<String, String> environment) {
    return new Program("threads", image, List.of(name), environment, new byte[0], LIMIT);
  }

  private static Program manyThreads() {
    return new Program("busy", busy, List.of(), Map.of(), new byte[0], LIMIT);
  }

  private static List<Program> programs() {
    List<Program> programs = new ArrayList<>();
    Stream.concat(GROUPS.stream(), WRONG.keySet().stream())
        .forEach(name -> programs.add(group(name, Map.of())));
    GROUPS.forEach(name -> programs.add(group(name, NO_KEYS)));
    programs.add(manyThreads());
    return programs;
  }

  @BeforeAll
  static void runUnderLinux() throws Exception {
    OracleAvailability.require();
    image = TestImage.of("threads", Files.createDirectory(directory.resolve("threads")));
    Path sources = Files.createDirectory(directory.resolve("busy"));
    BusyCubicles.write(sources, BUSY, ROUNDS);
    busy = TestImage.build(sources);
    linux = LinuxRuns.of(programs());
  }

  @TestFactory
  Stream<DynamicTest> doesTheSameInTheEmulator() {
    return programs().stream().map(linux::sameInTheEmulator);
  }

  @TestFactory
  Stream<DynamicTest> checksHold() {
    return programs().stream()
        .filter(program -> !program.arguments().isEmpty())
        .filter(program -> GROUPS.contains(program.arguments().getFirst()))
        .map(
            program ->
                DynamicTest.dynamicTest(
                    LinuxRuns.name(program),
                    () -> {
                      Result result = linux.of(program);
                      assertEquals("", result.errorText());
                      assertEquals(
                          List.of(),
                          result.outputText().lines().filter(l -> !l.startsWith("ok ")).toList());
                      assertEquals(new Ending.Exited(RAN_ALL), result.ending());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> violationsAreReported() {
    return WRONG.entrySet().stream()
        .map(
            wrong ->
                DynamicTest.dynamicTest(
                    wrong.getKey(),
                    () -> {
                      Result result = linux.of(group(wrong.getKey(), Map.of()));
                      String report = result.errorText();
                      assertTrue(
                          report.startsWith("cubicle: stopped for " + wrong.getValue()), report);
                      assertEquals(new Ending.Exited(139), result.ending());
                      assertEquals("", result.outputText());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> threadsInMoreCubiclesThanKeysAllEnd() {
    return Stream.of(
        DynamicTest.dynamicTest(
            BUSY + " threads", () -> assertEquals("good\n", linux.of(manyThreads()).outputText())));
  }
}
