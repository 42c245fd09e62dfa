package dev.cubicle.emulator.machine;

/**
 * What a machine counted since it was made.
 *
 * @param entries times guest code was entered
 * @param handOffs PKRU writes that changed the value: hand-offs from one view to another
 * @param tlbFills TLB misses that asked the MPK model
 * @param viewsCreated engines made for a PKRU value
 * @param viewsEvicted engines closed to make room
 * @param codeChanges frames that went from executed to written or back
 */
public record MachineStatistics(
    long entries,
    long handOffs,
    long tlbFills,
    long viewsCreated,
    long viewsEvicted,
    long codeChanges) {}
