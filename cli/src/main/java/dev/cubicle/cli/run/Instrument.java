package dev.cubicle.cli.run;

import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import java.util.List;

/** Something that watches an emulated run. */
@FunctionalInterface
interface Instrument {

  /** Adds its listeners and probes. */
  void attach(ProcessOptions.Builder options);

  /** The run is over, and the process still in memory. */
  default void ended(LinuxProcess process) {}

  /** Options for the monitor of a cubicle image, such as {@code text=off}. */
  default List<String> monitorOptions() {
    return List.of();
  }
}
