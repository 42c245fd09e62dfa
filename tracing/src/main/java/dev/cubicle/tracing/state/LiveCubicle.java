package dev.cubicle.tracing.state;

import dev.cubicle.trampolines.policy.Policy;
import java.util.OptionalInt;

/**
 * A cubicle as it is now.
 *
 * @param number its row in the manifest; 0 is the monitor
 * @param key its protection key; 0 while it has none (the monitor's own, a shared cubicle, keys
 *     off, parked)
 * @param publicKey of its pages that all others may read; 0 if there is none
 * @param pkru that it would run with; empty if that is decided when it is entered
 * @param pages that it owns
 * @param lent how many of them carry another's key now
 * @param borrowed pages of others that carry its key now
 * @param heapPages how many of its pages are of the pool
 * @param heapLimit how many it may have
 */
public record LiveCubicle(
    int number,
    String name,
    Policy.Kind kind,
    int key,
    int publicKey,
    OptionalInt pkru,
    long pages,
    long lent,
    long borrowed,
    long heapPages,
    long heapLimit) {}
