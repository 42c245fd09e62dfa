package dev.cubicle.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cubicle.oracle.QemuOracle;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line, with the launcher stood in for. */
@Timeout(300)
final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int execute(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "switch --rounds 0",
        "switch --iterations 0",
        "switch --size 1",
        "compute --size 0",
        "compute --rounds many",
        "compute --json",
        "startup --limit 0",
        "startup --json /nonexistent/file",
        "startup more",
        "sqlite --size 0",
        "sqlite --svg /nonexistent/file",
        "call --calls 0",
        "unikraft",
        "unikraft --build /nonexistent",
        "unikraft --build /dev/null",
        "unikraft --build /etc",
        "unikraft --build /etc --inserts 0",
        "unikraft --build /etc --inserts 3501",
        "unikraft --build /etc --rounds 0",
        "unikraft --build /etc --json /nonexistent/file",
        "micro -f nonsense"
      })
  void wrongUsageIsOneLine(String line) {
    assertEquals(2, execute(line.isEmpty() ? new String[0] : line.split(" ")));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("cubicle bench"), err.toString());
    assertTrue(err.toString().contains("--help"), err.toString());
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "switch, 1 µs",
    "compute, 1.5 times",
    "startup, 0.5 s",
    "call, 3 microseconds",
    "sqlite, no later",
    "unikraft, no more than 3 times"
  })
  void helpNamesTheAims(String experiment, String aim) {
    assertEquals(0, execute(experiment, "--help"));
    assertTrue(out.toString().contains(aim), out.toString());
  }

  /** One boot of QEMU, if it is installed; else the line that says what to do. */
  @Test
  void startupIsMeasuredAgainstQemu() throws Exception {
    Path json = directory.resolve("startup.json");
    int status = execute("startup", "--rounds", "1", "--json", json.toString());
    if (QemuOracle.unavailable().isPresent()) {
      assertEquals(BenchException.MISSING, status);
      assertTrue(err.toString().contains("run ./cubicle setup"), err.toString());
      assertEquals(1, err.toString().lines().count());
      return;
    }
    assertEquals("", err.toString());
    assertEquals(0, status);
    assertTrue(out.toString().contains("qemu/cubicle"), out.toString());
    JsonNode row = new ObjectMapper().readTree(Files.readString(json)).at("/rows/0");
    assertEquals("s", row.at("/unit").textValue());
    double ours = row.at("/medians/cubicle").doubleValue();
    double qemu = row.at("/medians/qemu").doubleValue();
    assertTrue(ours > 0 && qemu > 0, row.toString());
    assertEquals(qemu / ours, row.at("/ratios").path("qemu/cubicle").doubleValue(), 1e-9);
  }
}
