package dev.cubicle.trampolines.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.cubicle.trampolines.build.TestProgram.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Images do what the plainly linked program does, however its objects were compiled. */
@ExtendWith(TestMonitorExtension.class)
final class SameAsPlainTest {
  /** Programs, and how they are compiled: what matters to one does not matter to all. */
  private static final Map<String, List<String>> CASES =
      Map.of(
          "gathered",
          List.of("-O0", "-O2", "-O2 -ffunction-sections -fdata-sections"),
          "calls",
          List.of("-O0"),
          "abi",
          List.of("-O0", "-O2", "-O2 -fPIC", "-Os -g0"),
          "pointers",
          List.of(
              "-O0",
              "-O2",
              "-O2 -fPIC",
              "-O2 -fPIC -fno-plt",
              "-O1 -fPIC -Wa,-mrelax-relocations=no",
              "-Os -ffunction-sections -fdata-sections",
              "-O3 -fPIE -ffunction-sections -fno-jump-tables -g0"),
          "storage",
          List.of(
              "-O0",
              "-O2 -fPIC",
              "-O2 -fPIC -fno-plt",
              "-O2 -fPIC -ftls-model=local-dynamic",
              "-O2 -fPIC -ftls-model=initial-exec",
              "-O2 -fPIC -mtls-dialect=gnu2",
              "-O2 -fdata-sections"),
          "startup",
          List.of("-O0", "-O2 -fPIC", "-O2 -ffunction-sections"),
          "sections",
          List.of("-O0", "-O2 -ffunction-sections -fdata-sections"),
          "templates",
          List.of("-O0", "-O2", "-O2 -fPIC"),
          "context",
          List.of("-O0", "-O2"));

  private final TestMonitor monitor;

  @TempDir Path directory;

  SameAsPlainTest(TestMonitor monitor) {
    this.monitor = monitor;
  }

  static Stream<Arguments> cases() {
    return CASES.entrySet().stream()
        .flatMap(c -> c.getValue().stream().map(options -> Arguments.of(c.getKey(), options)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameAsPlain(String name, String options) throws Exception {
    TestProgram program = TestProgram.of(name, monitor, directory, options.split(" "));

    BuildResult result = program.build();

    Outcome plain = program.runPlain();
    assertEquals(plain, program.run());
    // That it ran at all, and that there was something to cross.
    assertNotEquals("", plain.output());
    assertNotEquals(0, result.callTrampolines());
  }
}
