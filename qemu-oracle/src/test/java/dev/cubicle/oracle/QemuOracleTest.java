package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.guests.GuestCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does the oracle say what programs did, whatever they did? */
final class QemuOracleTest {

  private static Program program(String name, String... arguments) {
    Path image = GuestCatalogue.installed().image(name).orElseThrow();
    return Program.of(name, image, arguments);
  }

  @BeforeEach
  void needsQemu() {
    OracleAvailability.require();
  }

  @Test
  void tellsWhatProgramsDid() throws IOException, InterruptedException {
    // Bytes that a terminal would change, and that look like the end of the program.
    byte[] nasty = new byte[3000];
    for (int i = 0; i < nasty.length; i++) {
      nasty[i] = (byte) i;
    }
    nasty[0] = 'X';
    nasty[1] = 12;
    var variables = Map.of("NAME", "a value", "EMPTY", "");
    Program streams = program("streams");
    var programs = new ArrayList<Program>();
    programs.add(program("hello"));
    programs.add(
        new Program(
            "own name",
            streams.image(),
            List.of("7", "", "two words\nand a line"),
            variables,
            nasty,
            Duration.ofSeconds(60)));
    programs.add(program("streams", "signal", "6"));
    programs.add(program("violation"));
    programs.add(program("keys"));

    List<Result> results = QemuOracle.installed().run(programs);

    assertEquals(programs, results.stream().map(Result::program).toList());
    assertEquals("Hello from a guest.\n", results.get(0).outputText());
    assertEquals(new Ending.Exited(0), results.get(0).ending());

    Result echo = results.get(1);
    String head =
        "argument 0: own name\nargument 1: 7\nargument 2: \nargument 3: two words\nand a line\n";
    assertEquals(head, echo.outputText().substring(0, head.length()));
    byte[] tail = new byte[nasty.length];
    System.arraycopy(echo.output(), head.length(), tail, 0, nasty.length);
    assertArrayEquals(nasty, tail);
    assertEquals("variable: EMPTY=\nvariable: NAME=a value\n", echo.errorText());
    assertEquals(new Ending.Exited(7), echo.ending());

    assertEquals(new Ending.Killed(6), results.get(2).ending());
    assertEquals(new Ending.Killed(11), results.get(3).ending());
    assertTrue(results.get(4).outputText().contains("SEGV_PKUERR"), results.get(4).outputText());
    for (Result result : results) {
      assertTrue(result.elapsed().isPositive());
      assertTrue(result.firstByte().orElseThrow().compareTo(result.elapsed()) > 0);
    }
  }

  @Test
  void killsWhatRunsTooLong() throws IOException, InterruptedException {
    Program endless = program("wrpkru-switch", "1", "1000000000").withLimit(Duration.ofSeconds(1));
    List<Result> results = QemuOracle.installed().run(List.of(endless, program("hello")));
    assertEquals(new Ending.Killed(9), results.get(0).ending());
    assertTrue(results.get(0).elapsed().compareTo(Duration.ofSeconds(1)) >= 0);
    assertEquals(new Ending.Exited(0), results.get(1).ending());
  }

  @Test
  void saysWhyAKernelDoesNotBoot(@TempDir Path directory) throws IOException {
    Path broken = Files.write(directory.resolve("vmlinuz"), new byte[4096]);
    Path image = program("hello").image();
    var oracle = new QemuOracle(broken, image);
    var exception =
        assertThrows(OracleException.class, () -> oracle.run(List.of(program("hello"))));
    assertTrue(exception.getMessage().startsWith("QEMU at hello: "), exception.getMessage());
  }
}
