package dev.cubicle.cli.learn;

import dev.cubicle.learning.text.StrictPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The policy that a run begins with. One without its grants is written to a file of its own for as
 * long as it is needed, beside the one given: files that it names are relative to it.
 */
final class GivenPolicy implements AutoCloseable {
  private final String text;
  private final Path file;
  private final boolean changed;

  private GivenPolicy(String text, Path file, boolean changed) {
    this.text = text;
    this.file = file;
    this.changed = changed;
  }

  /**
   * @param given the text as it was written
   * @param file where it is, or would be
   * @param anew whether its grants are left out
   */
  static GivenPolicy of(String given, Path file, boolean anew) throws IOException {
    final String text = anew ? StrictPolicy.of(given) : given;
    if (text.equals(given)) {
      return new GivenPolicy(given, file, false);
    }
    final Path temporary =
        Files.createTempFile(file.toAbsolutePath().getParent(), ".cubicle-learn-", ".toml");
    Files.writeString(temporary, text);
    return new GivenPolicy(text, temporary, true);
  }

  String text() {
    return text;
  }

  Path file() {
    return file;
  }

  boolean changed() {
    return changed;
  }

  @Override
  public void close() throws IOException {
    if (changed) {
      Files.deleteIfExists(file);
    }
  }
}
