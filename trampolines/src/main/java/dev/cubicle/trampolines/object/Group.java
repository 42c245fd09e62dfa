package dev.cubicle.trampolines.object;

import java.util.List;

/**
 * A section group: its sections are kept or dropped together.
 *
 * @param section index of the SHT_GROUP section
 * @param comdat whether of all groups with that signature in a link only one is kept
 * @param signature its name is the group's
 * @param members indexes of the member sections
 */
public record Group(int section, boolean comdat, Symbol signature, List<Integer> members) {}
