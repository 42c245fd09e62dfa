/**
 * The types every file system of the guest implements: inodes of four kinds, open files, volumes.
 *
 * <p>Guest system calls run one at a time, on one host thread; nothing here is synchronised.
 *
 * <p>File names and paths are strings with one {@code char} per byte (ISO-8859-1), as {@link
 * dev.cubicle.emulator.memory.UserMemory#readString} gives them.
 */
package dev.cubicle.emulator.linux.fs.vfs;
