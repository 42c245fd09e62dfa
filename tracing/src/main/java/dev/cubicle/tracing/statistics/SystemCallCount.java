package dev.cubicle.tracing.statistics;

/**
 * How often a system call was answered.
 *
 * @param name as Linux calls it; {@code unimplemented} for all that are not there
 * @param count answers
 * @param errors how many of them were an errno
 */
public record SystemCallCount(String name, long count, long errors) {}
