package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More cubicles than keys: keys are virtual, and nobody notices. */
final class MonitorKeysTest {
  private static final List<Integer> COUNTS = List.of(13, 14, 70);

  @TempDir static Path directory;

  private static final Map<Integer, Result> LINUX = new HashMap<>();

  @BeforeAll
  static void runUnderLinux() throws Exception {
    OracleAvailability.require();
    for (int count : COUNTS) {
      Path sources = Files.createDirectory(directory.resolve("" + count));
      ManyCubicles.write(sources, count);
      TestImage.build(sources);
    }
    for (Result result :
        QemuOracle.installed().run(COUNTS.stream().map(count -> program(count, "")).toList())) {
      LINUX.put(Integer.valueOf(result.program().name()), result);
    }
  }

  private static Program program(int count, String options) {
    return TestImage.program(directory.resolve(count + "/image"), List.of(), options);
  }

  /**
   * Three rounds of 1 + 2, 2 + 4, 3 + 6; each adds its number on the way down, and when it lends.
   */
  private static String expected(int count) {
    long others = count - 1;
    long numbers = others * (others + 1) / 2;
    long down = numbers + others;
    long lent = 2 * numbers - (count - 1) + (others - 1);
    return "in turn %d\ndown the row %d\nand again %d\nlent %d\n"
        .formatted(others * 18, down, down, lent);
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 70})
  void worksUnderLinux(int count) {
    Result result = LINUX.get(count);
    assertEquals("", result.errorText());
    assertEquals(expected(count), result.outputText());
    assertEquals(new Ending.Exited(0), result.ending());
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 70})
  void worksInTheEmulator(int count) throws Exception {
    EmulatedRun run = EmulatedRun.of(program(count, ""));
    assertEquals("", run.error());
    assertEquals(expected(count), run.output());
    assertEquals(new Ending.Exited(0).toString(), run.ending());
  }

  @Test
  void worksWithoutKeys() throws Exception {
    EmulatedRun run = EmulatedRun.of(program(70, "mpk=off"));
    assertEquals(expected(70), run.output());
  }
}
