package dev.cubicle.emulator.probe;

/**
 * An instruction at which somebody is told each time it is about to be executed, whatever PKRU
 * value is in force and whichever thread comes there.
 *
 * @param address of its first byte; an address that is never executed is never told
 * @param listener told; several probes may share one
 */
public record Probe(long address, ProbeListener listener) {}
