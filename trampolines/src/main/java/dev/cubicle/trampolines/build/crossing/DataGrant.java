package dev.cubicle.trampolines.build.crossing;

import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.policy.Policy.Sharing;
import java.util.BitSet;

/**
 * Data of one cubicle that others may use.
 *
 * @param alone whether it has pages of its own, or its section has
 * @param to numbers of the cubicles
 */
public record DataGrant(Definition data, Sharing sharing, boolean alone, BitSet to) {}
