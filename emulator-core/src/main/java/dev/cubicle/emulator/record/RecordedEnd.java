package dev.cubicle.emulator.record;

/**
 * How a recorded run ended.
 *
 * @param status what the command exited with
 * @param said what the user was told of the end
 */
public record RecordedEnd(int status, String said) {}
