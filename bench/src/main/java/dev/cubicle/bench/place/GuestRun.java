package dev.cubicle.bench.place;

import java.time.Duration;

/**
 * One run of a guest that ended with status 0.
 *
 * @param command what ran
 * @param output its standard output
 * @param firstByte from the start of the place's own process (for QEMU that is before Linux boots)
 *     to the arrival of the guest's first byte, by this machine's clock
 */
public record GuestRun(GuestCommand command, String output, Duration firstByte) {}
