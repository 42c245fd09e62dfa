package dev.cubicle.emulator.linux.fs.vfs;

/**
 * One entry of a listing.
 *
 * @param mode the type bits of the file's mode; permission bits are not filled in
 */
public record DirectoryEntry(String name, long inode, int mode) {}
