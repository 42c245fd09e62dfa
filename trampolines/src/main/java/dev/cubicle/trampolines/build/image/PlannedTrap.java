package dev.cubicle.trampolines.build.image;

/**
 * An UD2 that was a SYSCALL.
 *
 * @param symbol a name in the link
 * @param offset of the instruction from it
 * @param function row of the function table
 */
public record PlannedTrap(String symbol, long offset, int function) {}
