package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The monitor at work: an image whose cubicles check what they get from each other and from the
 * monitor, and break isolation in every way that a C program can. The same ELF file runs in the
 * emulator and under Linux on QEMU's processor, and must do the same there, to the last byte of its
 * reports.
 */
final class MonitorTest {
  /** Groups of checks: a line "ok ..." each, and this status if all of them were run. */
  private static final List<String> GROUPS =
      List.of(
          "calls",
          "callbacks",
          "registers",
          "windows",
          "argument-windows",
          "copies",
          "pool",
          "system-calls",
          "thread-local",
          "traps");

  private static final int RAN_ALL = 42;

  /** How isolation is broken, and what the report says first. */
  private static final Map<String, String> WRONG =
      Map.ofEntries(
          Map.entry("read", "breaking isolation: access to a page of another cubicle"),
          Map.entry("write", "breaking isolation: access to a page of another cubicle"),
          Map.entry("read-code", "breaking isolation: access to a page of another cubicle"),
          Map.entry("jump", "breaking isolation: a jump into another cubicle"),
          Map.entry("null", "a fault of its own: null pointer"),
          Map.entry("null-call", "a fault of its own: a call through a null pointer"),
          Map.entry("constants", "a fault of its own: a write to what is read-only"),
          Map.entry("manifest", "breaking isolation: access to a page of another cubicle"),
          Map.entry("free-page", "breaking isolation: access to a page of the pool"),
          Map.entry("thread-block", "breaking isolation: access to a page of another cubicle"),
          Map.entry("thread-number", "breaking isolation: access to a page of another cubicle"),
          Map.entry("closed", "breaking isolation: access to a page of another cubicle"),
          Map.entry("removed", "breaking isolation: access to a page of another cubicle"),
          Map.entry("destroyed", "breaking isolation: access to a page of another cubicle"),
          Map.entry("all-closed", "breaking isolation: access to a page of another cubicle"),
          Map.entry("read-only", "breaking isolation: access to a page of another cubicle"),
          Map.entry("no-longer-writer", "breaking isolation: access to a page of another cubicle"),
          Map.entry("argument-closed", "breaking isolation: access to a page of another cubicle"),
          Map.entry(
              "argument-not-passed-on", "breaking isolation: access to a page of another cubicle"),
          Map.entry("argument-too-far", "breaking isolation: access to a page of another cubicle"),
          Map.entry(
              "argument-read-only", "breaking isolation: access to a page of another cubicle"),
          Map.entry("copy-of-another", "breaking isolation: access to a page of another cubicle"),
          Map.entry("stack", "a fault of its own: stack overflow"),
          Map.entry("depth", "breaking isolation: more nested calls than the shadow stack holds"),
          Map.entry("privileged", "a fault of its own: general protection"),
          Map.entry("undefined", "a fault of its own: an instruction that the CPU refuses"),
          Map.entry("breakpoint", "a fault of its own: a trap instruction"),
          Map.entry("division", "a fault of its own: an arithmetic error"),
          Map.entry("row", "breaking isolation: a call of a function that the table does not have"),
          Map.entry(
              "not-permitted",
              "breaking isolation: a call of a function that the policy does not let this cubicle"));

  @TempDir static Path directory;

  private static Path image;
  private static Path traps;
  private static LinuxRuns linux;

  private static Program program(String argument, String options) {
    boolean features = !argument.equals("traps");
    return TestImage.program(features ? image : traps, List.of(argument), options);
  }

  private static List<Program> programs() {
    List<Program> programs = new ArrayList<>();
    GROUPS.forEach(group -> programs.add(program(group, "")));
    WRONG.keySet().stream().sorted().forEach(wrong -> programs.add(program(wrong, "")));
    programs.add(program("exit", ""));
    programs.add(program("environment", "mpk=on,windows=on"));
    for (String group : GROUPS) {
      if (!group.equals("system-calls")) {
        programs.add(program(group, "mpk=off"));
      }
    }
    return programs;
  }

  @BeforeAll
  static void runUnderLinux() throws Exception {
    OracleAvailability.require();
    image = TestImage.of("features", Files.createDirectory(directory.resolve("features")));
    traps = TestImage.of("traps", Files.createDirectory(directory.resolve("traps")));
    linux = LinuxRuns.of(programs());
  }

  @TestFactory
  Stream<DynamicTest> doesTheSameInTheEmulator() {
    return programs().stream().map(linux::sameInTheEmulator);
  }

  @TestFactory
  Stream<DynamicTest> checksHold() {
    return programs().stream()
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
                          result.outputText().lines().filter(l -> l.startsWith("WRONG")).toList());
                      assertEquals(new Ending.Exited(RAN_ALL), result.ending());
                      assertTrue(result.outputText().lines().count() > 3, result::outputText);
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
                      Result result = linux.of(program(wrong.getKey(), ""));
                      String report = result.errorText();
                      assertTrue(
                          report.startsWith("cubicle: stopped for " + wrong.getValue()), report);
                      assertTrue(report.contains("\n  who       cubicle "), report);
                      assertEquals(new Ending.Exited(139), result.ending());
                      assertTrue(!result.outputText().contains("still here"), result::outputText);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> otherEndings() {
    return Stream.of(
        DynamicTest.dynamicTest(
            "cubicle_exit",
            () -> assertEquals(new Ending.Exited(77), linux.of(program("exit", "")).ending())),
        DynamicTest.dynamicTest(
            "the options are taken out of the environment",
            () ->
                assertEquals(
                    "", linux.of(program("environment", "mpk=on,windows=on")).outputText())));
  }
}
