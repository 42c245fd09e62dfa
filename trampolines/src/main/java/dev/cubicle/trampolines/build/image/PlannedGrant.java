package dev.cubicle.trampolines.build.image;

import java.util.BitSet;

/**
 * A window that is open for ever: on the pages of a data symbol.
 *
 * @param symbol its name in the link
 * @param size bytes
 * @param to numbers of the cubicles
 */
public record PlannedGrant(String symbol, long size, int owner, boolean write, BitSet to) {}
