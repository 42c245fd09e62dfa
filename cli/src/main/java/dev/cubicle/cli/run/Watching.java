package dev.cubicle.cli.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who watches a run.
 *
 * @param statistics the argument of {@code --stats}, empty without one; absent without the option
 * @param timings whether statistics say how long calls took
 * @param exposure the argument of {@code --exposure}, likewise
 * @param trace the timeline to write
 * @param gdb where a debugger is served, if the run is to be debugged
 * @param record the directory to record the run in
 */
record Watching(
    Optional<String> statistics,
    boolean timings,
    Optional<String> exposure,
    Optional<TraceRequest> trace,
    Optional<GdbOption> gdb,
    Optional<Path> record) {

  /** Nobody. */
  static final Watching NOBODY =
      new Watching(
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Statistics alone. */
  static final Watching COUNTING =
      new Watching(
          Optional.of(""),
          true,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
