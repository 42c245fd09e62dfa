package dev.cubicle.attacks.trial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs images. Used from several threads at once. */
@FunctionalInterface
public interface Engine {

  /**
   * Runs an image to its end, which must come within a few seconds.
   *
   * @param arguments argv, the program's name first
   * @param environment NAME=value
   * @param fetchChecks whether the processor is to have the tag-wide no-execute extension
   * @param input standard input
   */
  GuestRun run(
      Path image,
      List<String> arguments,
      List<String> environment,
      boolean fetchChecks,
      byte[] input)
      throws IOException;
}
