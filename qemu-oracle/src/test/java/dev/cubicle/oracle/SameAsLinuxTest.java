package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cubicle.guests.Guest;
import dev.cubicle.guests.GuestCatalogue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every built-in guest prints the same, and ends the same way, in the emulator and under Linux on
 * QEMU's processor. One boot runs them all.
 */
final class SameAsLinuxTest {

  /** Of one program, in QEMU and in the emulator; the slowest takes a few seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** So many differing lines of a program are shown. */
  private static final int SHOWN = 8;

  private static Map<String, Result> linux;

  /** Every build of every guest, with each of its cases. */
  private static List<Program> programs() {
    GuestCatalogue catalogue = GuestCatalogue.installed();
    return catalogue.guests().stream().flatMap(guest -> programs(catalogue, guest)).toList();
  }

  private static Stream<Program> programs(GuestCatalogue catalogue, Guest guest) {
    return guest.imageNames().stream()
        .flatMap(
            name ->
                guest.cases().stream()
                    .map(
                        arguments ->
                            Program.of(
                                    name,
                                    catalogue.image(name).orElseThrow(),
                                    arguments.toArray(String[]::new))
                                .withLimit(LIMIT)));
  }

  @BeforeAll
  static void runUnderLinux() throws IOException, InterruptedException {
    OracleAvailability.require();
    linux = new TreeMap<>();
    for (Result result : QemuOracle.installed().run(programs())) {
      linux.put(result.program().commandLine(), result);
    }
  }

  @TestFactory
  Stream<DynamicTest> printsAndEndsTheSame() {
    return programs().stream()
        .map(program -> DynamicTest.dynamicTest(program.commandLine(), () -> compare(program)));
  }

  private static void compare(Program program) throws Exception {
    Result expected = linux.get(program.commandLine());
    EmulatedRun actual = EmulatedRun.of(program);
    assertEquals(
        "",
        differences("out", KnownDifference.apply(expected.outputText()), actual.output())
            + differences("err", expected.errorText(), actual.error())
            + differences("end", expected.ending().toString(), actual.ending())
            + differences("emulator", "", withoutInventedCalls(actual.diagnostics())),
        program.commandLine());
  }

  /** The emulator names each system call that it lacks. That it lacks these is a scenario. */
  private static String withoutInventedCalls(String diagnostics) {
    return diagnostics.replaceAll(".* system call (9999|-5) .*\\R", "");
  }

  /** The lines that only one side has, a scenario's line being all that is compared. */
  private static String differences(String stream, String linuxText, String ourText) {
    if (linuxText.equals(ourText)) {
      return "";
    }
    List<String> theirs = linuxText.lines().toList();
    List<String> ours = ourText.lines().toList();
    var report = new StringBuilder();
    int found = 0;
    for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
      String left = i < theirs.size() ? theirs.get(i) : "(nothing)";
      String right = i < ours.size() ? ours.get(i) : "(nothing)";
      if (!left.equals(right) && found++ < SHOWN) {
        report.append(
            String.format("%n%s %d%n  linux:    %s%n  emulated: %s", stream, i + 1, left, right));
      }
    }
    if (found > SHOWN) {
      report.append(String.format("%n%s: %d more lines differ", stream, found - SHOWN));
    }
    return report.isEmpty() ? stream + " differs in how its lines end" : report.toString();
  }

  /** What a scenario expects of itself must hold on the real kernel before anything is compared. */
  @TestFactory
  Stream<DynamicTest> holdsUnderLinux() {
    return linux.values().stream()
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.program().commandLine(),
                    () ->
                        assertFalse(result.outputText().contains(": FAILED"), result::outputText)));
  }
}
