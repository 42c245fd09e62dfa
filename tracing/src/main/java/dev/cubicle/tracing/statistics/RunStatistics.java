package dev.cubicle.tracing.statistics;

import dev.cubicle.emulator.machine.MachineStatistics;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run did.
 *
 * @param guest the guest as the user named it
 * @param engine what ran it: emulated or native
 * @param status the exit status that the run ends with
 * @param wall from the process's first instruction to its end
 * @param machine what the machine counted; absent for a native run
 * @param events what the kernel and the machine told; absent for a native run
 * @param cubicles what the monitor of a cubicle image counted
 * @param crossings what passed between cubicles, and how long it took; absent for a native run
 */
public record RunStatistics(
    String guest,
    String engine,
    int status,
    Duration wall,
    Optional<MachineStatistics> machine,
    Optional<EventCounts> events,
    Optional<CubicleStatistics> cubicles,
    Optional<CrossingSummary> crossings) {}
