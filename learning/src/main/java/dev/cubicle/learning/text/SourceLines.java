package dev.cubicle.learning.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Where in the sources instructions come from, as far as debug information tells. */
public final class SourceLines {
  private static final int MOST = 4096;

  private final Map<Long, String> lines;

  private SourceLines(Map<Long, String> lines) {
    this.lines = lines;
  }

  /** None at all. */
  public static SourceLines none() {
    return new SourceLines(Map.of());
  }

  /** Asks binutils' addr2line; without it no lines are known. */
  public static SourceLines of(Path image, Collection<Long> addresses) throws InterruptedException {
    final List<Long> asked =
        new TreeSet<>(addresses).stream().filter(a -> a != 0).limit(MOST).toList();
    if (asked.isEmpty()) {
      // It would wait for addresses on its standard input.
      return none();
    }
    final Map<Long, String> lines = new HashMap<>();
    try {
      final List<String> command =
          new java.util.ArrayList<>(List.of("addr2line", "-e", image.toString()));
      asked.forEach(address -> command.add(Long.toHexString(address)));
      final Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (long address : asked) {
          final String answer = answers.readLine();
          if (answer != null && !answer.startsWith("?") && !answer.contains(":?")) {
            lines.put(address, shortened(answer));
          }
        }
      }
      process.waitFor();
    } catch (IOException e) {
      return none();
    }
    return new SourceLines(lines);
  }

  /** The file without its directory, and without what is added of discriminators. */
  private static String shortened(String answer) {
    final String line = answer.replaceFirst(" \\(discriminator.*", "");
    return line.substring(line.lastIndexOf('/') + 1);
  }

  /** Such as {@code file.c:12}; empty where it is not known. */
  String at(long address) {
    return lines.getOrDefault(address, "");
  }
}
