package dev.cubicle.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library OS and its guests as Linux processes, without keys: the same components, calls and
 * windows. That they do the same with keys, and what keys stop, is compared elsewhere.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
final class LibraryOsTest {

  @TempDir private Path directory;

  private record Result(int status, String output) {}

  private Result run(String image, String... arguments) throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>();
    command.add(GuestCatalogue.installed().image(image).orElseThrow().toString());
    command.addAll(List.of(arguments));
    final Path output = Files.createTempFile(directory, "output", "");
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("CUBICLE", "mpk=off");
    final int status = builder.start().waitFor();
    return new Result(status, Files.readString(output, StandardCharsets.UTF_8));
  }

  /** What a guest prints, when all is well. */
  private String output(String image, String... arguments)
      throws IOException, InterruptedException {
    final Result result = run(image, arguments);
    assertEquals(0, result.status(), () -> image + ": " + result.output());
    return result.output();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "sqlite-1", "sqlite-3", "sqlite-4", "sqlite-plain"})
  void sqliteAnswersAsOnLinux(String image) throws IOException, InterruptedException {
    final String inFile = output("sqlite-speed", "--size", "2", "speed.db");
    assertTrue(inFile.contains("in a file"), inFile);
    assertEquals(inFile, output(image, "--size", "2"));
    assertEquals(output("sqlite-speed", "--size", "1"), output(image, "--size", "1", "--memory"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "2", "3", "4", "5", "6"})
  void filesBehaveAsOnLinux(String seed) throws IOException, InterruptedException {
    final String[] arguments = seed.isEmpty() ? new String[0] : new String[] {seed};
    final String linux = output("posix-files", arguments);
    assertTrue(linux.lines().count() > 300, linux);
    assertEquals(linux, output("posix-files-cubicles", arguments));
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "heap-plain"})
  void memoryStaysAsItWasLeft(String image) throws IOException, InterruptedException {
    final String first = output(image);
    assertTrue(first.matches("[67]\\d{3} blocks, all as they were left\n"), first);
    assertEquals(output("heap-plain", "5"), output(image, "5"));
  }

  @Test
  void helloFromACubicle() throws IOException, InterruptedException {
    assertEquals("Hello from a cubicle.\n", output("hello-cubicles"));
    assertEquals("Hello from a test.\n", output("hello-cubicles", "a test"));
  }

  @Test
  void aCallChangesCubicles() throws IOException, InterruptedException {
    assertEquals(
        """
        first : I am cubicle 1
        second: asked to deposit 100
        first : the balance is 100
        second: asked to deposit 20
        first : the balance is 120
        first : I am cubicle 1 again
        """,
        output("call"));
  }

  @Test
  void aCallbackRunsAtHome() throws IOException, InterruptedException {
    assertEquals(
        """
        second: number 1
        first : added, which makes 1
        second: number 2
        first : added, which makes 3
        second: number 3
        first : added, which makes 6
        first : the last one was 3
        """,
        output("callback"));
  }

  @Test
  void whatIsNotOnesOwnCannotBePutIntoAWindow() throws IOException, InterruptedException {
    assertEquals(
        """
        first : opened to the second: 0
        first : opened to the third: 0
        second: put the customer's page into a window of mine: -1
        second: the order is for 14
        third : the order is for 14
        first : the price is 42
        first : closed to all: 0
        """,
        output("nested-window"));
  }
}
