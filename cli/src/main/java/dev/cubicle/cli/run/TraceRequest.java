package dev.cubicle.cli.run;

import dev.cubicle.cli.UsageException;
import dev.cubicle.tracing.crossing.ImageNames;
import dev.cubicle.tracing.timeline.Timeline;
import dev.cubicle.tracing.timeline.TimelineFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * {@code --trace FILE}, {@code --trace-filter FILTER}.
 *
 * @param file as the user named it
 */
record TraceRequest(String file, TimelineFilter filter) {

  /** Reads the filter's argument. */
  static TimelineFilter filter(String argument) throws UsageException {
    try {
      return TimelineFilter.parse(argument);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--trace-filter: " + e.getMessage());
    }
  }

  /** Opens the file and begins the timeline in it. */
  Timeline open(ImageNames names) throws UsageException {
    try {
      return new Timeline(names, filter, Files.newOutputStream(Path.of(file)));
    } catch (IOException | InvalidPathException e) {
      throw new UsageException("--trace %s: %s".formatted(file, Reasons.of(e)));
    }
  }
}
