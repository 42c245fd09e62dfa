package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Windows of the policy under Linux, on QEMU's processor: as in the emulator. */
final class MonitorGrantsUnderLinuxTest {

  private static final List<String> PERMITTED =
      List.of(
          "reader reads heap",
          "reader reads thread-stack",
          "reader reads strangers-constant",
          "writer writes stack",
          "writer writes thread-thread-local",
          "writer writes received",
          "reader links change",
          "reader links pass");

  private static final List<String> STOPPED =
      List.of(
          "reader writes stack",
          "reader reads given",
          "writer writes freed",
          "reader writes strangers-constant",
          "reader links beyond",
          "reader links keep");

  @TempDir static Path directory;

  private static Path image;
  private static LinuxRuns linux;

  private static Program program(String arguments) {
    return TestImage.program(image, List.of(arguments.split(" ")), "");
  }

  private static Stream<Program> programs() {
    return Stream.concat(PERMITTED.stream(), STOPPED.stream())
        .map(MonitorGrantsUnderLinuxTest::program);
  }

  @BeforeAll
  static void runUnderLinux() throws Exception {
    OracleAvailability.require();
    image = TestImage.of("grants", directory);
    linux = LinuxRuns.of(programs().toList());
  }

  @TestFactory
  Stream<DynamicTest> doesTheSameInTheEmulator() {
    return programs().map(linux::sameInTheEmulator);
  }

  @TestFactory
  Stream<DynamicTest> endsAsThePolicySays() {
    return programs()
        .map(
            program ->
                DynamicTest.dynamicTest(
                    LinuxRuns.name(program),
                    () ->
                        assertEquals(
                            new Ending.Exited(
                                STOPPED.contains(String.join(" ", program.arguments())) ? 139 : 0),
                            linux.of(program).ending())));
  }
}
