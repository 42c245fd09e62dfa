package dev.cubicle.trampolines.policy;

import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Policies for tests. */
final class PolicyFiles {

  private static final Pattern TOML = Pattern.compile("```toml\n(.*?)```", Pattern.DOTALL);

  private PolicyFiles() {}

  /** The example in docs/policy.md. */
  static String documented() {
    try {
      final Matcher example = TOML.matcher(Files.readString(Path.of("../docs/policy.md")));
      if (!example.find()) {
        throw new AssertionError("docs/policy.md has no example");
      }
      return example.group(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes empty files. */
  static void touch(Path directory, String... names) throws IOException {
    for (String name : names) {
      final Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }
  }

  /** Reads a text as if it were the file {@code policy.toml} of the directory. */
  static Policy read(Path directory, String text) throws BadInputException {
    return PolicyReader.policy(
        PolicySource.of(directory.resolve("policy.toml"), text.getBytes(StandardCharsets.UTF_8)),
        Map.of());
  }
}
