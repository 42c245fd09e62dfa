package dev.cubicle.trampolines.object;

/**
 * A place in an object.
 *
 * @param section index of the section
 * @param offset bytes from its start
 */
public record SectionOffset(int section, long offset) {}
