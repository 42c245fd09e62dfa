package dev.cubicle.cli.image;

import dev.cubicle.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that a build is to write. */
public final class BuildOutput {

  private BuildOutput() {}

  /** What cannot be written is better known before the build; what is read is not overwritten. */
  public static void check(Path output, List<Path> inputs) throws UsageException, IOException {
    final Path directory = output.toAbsolutePath().getParent();
    if (directory == null || Files.isDirectory(output)) {
      throw new UsageException("-o %s: is a directory; name a file".formatted(output));
    }
    if (!Files.isDirectory(directory)) {
      throw new UsageException("-o %s: there is no directory %s".formatted(output, directory));
    }
    if (!Files.isWritable(directory)) {
      throw new UsageException("-o %s: cannot write to %s".formatted(output, directory));
    }
    if (!Files.exists(output)) {
      return;
    }
    if (!Files.isRegularFile(output)) {
      throw new UsageException(
          "-o %s: is not a file that an image could replace".formatted(output));
    }
    for (Path input : inputs) {
      if (Files.exists(input) && Files.isSameFile(input, output)) {
        throw new UsageException("-o %s: would overwrite what it is made of".formatted(output));
      }
    }
  }
}
