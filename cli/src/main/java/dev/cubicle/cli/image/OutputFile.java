package dev.cubicle.cli.image;

import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.run.Reasons;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file that an option names. */
public final class OutputFile {

  private OutputFile() {}

  /** What goes into one. */
  @FunctionalInterface
  public interface Content {
    void write(OutputStream stream) throws IOException;
  }

  /** Writes it; what cannot be written is the user's to mend. */
  public static void write(String option, String name, Content content) throws UsageException {
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(Path.of(name)))) {
      content.write(stream);
    } catch (IOException | InvalidPathException e) {
      throw new UsageException("%s %s: %s".formatted(option, name, Reasons.of(e)));
    }
  }
}
