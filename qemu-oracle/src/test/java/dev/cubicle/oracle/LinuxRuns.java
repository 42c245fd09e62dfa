package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;

/** What programs did under Linux, all in one boot of QEMU, to hold the emulator against. */
final class LinuxRuns {
  private final Map<String, Result> results;

  private LinuxRuns(Map<String, Result> results) {
    this.results = results;
  }

  /** Runs them. */
  static LinuxRuns of(List<Program> programs) throws Exception {
    return new LinuxRuns(
        QemuOracle.installed().run(programs).stream()
            .collect(Collectors.toMap(result -> name(result.program()), Function.identity())));
  }

  /** Arguments and environment, by which the programs of one test differ. */
  static String name(Program program) {
    return program.commandLine() + " " + program.environment();
  }

  Result of(Program program) {
    return results.get(name(program));
  }

  /** That the program does the same in the emulator. */
  DynamicTest sameInTheEmulator(Program program) {
    return DynamicTest.dynamicTest(
        name(program),
        () -> {
          Result linux = of(program);
          EmulatedRun emulated = EmulatedRun.of(program);
          assertEquals(linux.outputText(), emulated.output());
          assertEquals(linux.errorText(), emulated.error());
          assertEquals(linux.ending().toString(), emulated.ending());
        });
  }
}
