package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows docs/own-libraries.md: makes the files that it shows, runs its commands, and compares
 * what they print. {@code ...} stands for any lines, {@code …} for any text within one.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OwnLibrariesTest {

  /** The last line of text before a block names the file, if the block is one. */
  private static final Pattern BLOCK =
      Pattern.compile("([^\n]*)\n\n```(\\w+)\n(.*?)```", Pattern.DOTALL);

  private static final Pattern FILE = Pattern.compile("`([\\w./-]+)`:$");

  @TempDir private Path clone;

  @BeforeEach
  void somethingLikeAClone() throws IOException {
    final Path home = Path.of("").toAbsolutePath().getParent();
    Files.createDirectory(clone.resolve("own"));
    final Path headers = Path.of("libos-guest/src/main/guest/include/cubicle");
    Files.createDirectories(clone.resolve(headers));
    Files.copy(
        home.resolve(headers).resolve("cubicle.h"), clone.resolve(headers).resolve("cubicle.h"));
    final Path launcher = clone.resolve("cubicle");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s/bin/java' --enable-native-access=ALL-UNNAMED -Dcubicle.guests='%s' -cp '%s' dev.cubicle.cli.Main \"$@\"\n"
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("cubicle.guests"),
                System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void thePageHoldsTrue() throws Exception {
    final String page = Files.readString(Path.of("../docs/own-libraries.md"));
    final Matcher block = BLOCK.matcher(page);
    int commands = 0;
    while (block.find()) {
      if (block.group(2).equals("console")) {
        commands += session(block.group(3).lines().toList());
      } else {
        write(block.group(1), block.group(3));
      }
    }
    assertEquals(page.lines().filter(line -> line.startsWith("$ ")).count(), commands);
    assertTrue(commands > 8, "the page has commands");
  }

  private void write(String sentence, String text) throws IOException {
    final Matcher name = FILE.matcher(sentence);
    assertTrue(name.find(), () -> "names no file: " + sentence);
    final Path file = clone.resolve(name.group(1));
    if (sentence.contains("Add to")) {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } else {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    }
  }

  /** Runs the commands of a block, and answers how many there were. */
  private int session(List<String> lines) throws Exception {
    int commands = 0;
    for (int i = 0; i < lines.size(); ) {
      final String command = lines.get(i);
      assertTrue(command.startsWith("$ "), command);
      final List<String> expected =
          lines.subList(i + 1, lines.size()).stream()
              .takeWhile(line -> !line.startsWith("$ "))
              .toList();
      compare(command, expected, run(command.substring(2)));
      commands++;
      i += 1 + expected.size();
    }
    return commands;
  }

  private List<String> run(String command) throws Exception {
    final Process process =
        new ProcessBuilder("bash", "-c", command)
            .directory(clone.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    final String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> command + "\n" + output);
    return output.lines().map(String::stripTrailing).toList();
  }

  private static void compare(String command, List<String> expected, List<String> actual) {
    final List<String> patterns = new ArrayList<>();
    for (String line : expected) {
      patterns.add(
          line.equals("...")
              ? "(?s:.*)"
              : Stream.of(line.split("…", -1))
                      .map(Pattern::quote)
                      .reduce((one, other) -> one + ".*" + other)
                      .orElseThrow()
                  + "\n");
    }
    final String text = String.join("\n", actual) + (actual.isEmpty() ? "" : "\n");
    assertTrue(
        Pattern.compile(String.join("", patterns) + (expected.isEmpty() ? "" : "(?s:.*)"))
            .matcher(text)
            .matches(),
        () -> command + "\nprinted:\n" + text + "\nthe page says:\n" + String.join("\n", expected));
  }
}
