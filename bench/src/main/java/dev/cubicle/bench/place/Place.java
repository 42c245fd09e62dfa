package dev.cubicle.bench.place;

import dev.cubicle.bench.BenchException;
import java.util.List;

/** Where guests can run. */
public interface Place {

  /** What figures measured here are called. */
  String name();

  /**
   * Runs guests in turn, one at a time.
   *
   * @return one run for each command, in their order
   * @throws BenchException if a guest cannot be run, fails or prints nothing
   */
  List<GuestRun> run(List<GuestCommand> commands) throws BenchException, InterruptedException;
}
