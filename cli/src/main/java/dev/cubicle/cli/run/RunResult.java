package dev.cubicle.cli.run;

import dev.cubicle.emulator.machine.MachineStatistics;
import java.time.Duration;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param status to exit with
 * @param wall from the guest's first instruction to its end
 * @param machine what the emulated machine counted
 */
record RunResult(int status, Duration wall, Optional<MachineStatistics> machine) {}
