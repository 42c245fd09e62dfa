package dev.cubicle.cli.run;

import dev.cubicle.cli.UsageException;
import java.io.IOException;

/** What carries a guest's instructions out. */
interface Engine {

  /** As {@code --engine} and the statistics name it. */
  String name();

  /**
   * Runs the guest to its end and tells the user why it ended, if not by itself.
   *
   * @param descriptors what the monitor of a cubicle image writes to; empty for other guests
   * @throws UsageException if the guest cannot be run, with the reason
   */
  RunResult run(MonitorChannel descriptors) throws UsageException, IOException;
}
