package dev.cubicle.tracing.statistics;

import dev.cubicle.emulator.machine.MachineStatistics;
import java.time.Duration;

/**
 * What a run did.
 *
 * @param guest the guest as the user named it
 * @param status the exit status that the run ends with
 * @param wall from the process's first instruction to its end
 * @param machine what the machine counted
 * @param events what the kernel and the machine told
 */
public record RunStatistics(
    String guest, int status, Duration wall, MachineStatistics machine, EventCounts events) {}
