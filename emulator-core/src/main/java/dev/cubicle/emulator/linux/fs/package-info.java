/**
 * The guest's files: a sandbox in which nothing of the host is visible unless a {@link
 * dev.cubicle.emulator.linux.fs.Share} names it.
 *
 * <p>{@link dev.cubicle.emulator.linux.fs.GuestFiles} puts everything together. Below it: {@code
 * vfs} (what every file system implements), {@code memory}, {@code host}, {@code proc} (the file
 * systems), {@code device}, {@code pipe}, {@code stream} (files of other kinds), {@code path}
 * (resolution), {@code descriptor} (the file table), {@code call} (the system calls).
 */
package dev.cubicle.emulator.linux.fs;
