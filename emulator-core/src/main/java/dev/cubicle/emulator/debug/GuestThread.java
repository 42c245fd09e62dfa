package dev.cubicle.emulator.debug;

/**
 * A thread of the guest.
 *
 * @param id its thread id, positive; that of the first thread is the process id
 * @param name as {@code prctl(PR_SET_NAME)} set it
 */
public record GuestThread(int id, String name) {}
