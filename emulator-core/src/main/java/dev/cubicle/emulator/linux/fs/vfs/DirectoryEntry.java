package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.LinuxError;

/**
 * One entry of a listing.
 *
 * @param mode the type bits of the file's mode; permission bits are not filled in
 */
public record DirectoryEntry(String name, long inode, int mode) {

  /** The entry of a file under a name. */
  static DirectoryEntry of(String name, Inode node) throws LinuxError {
    final FileStatus status = node.status();
    return new DirectoryEntry(name, status.inode(), status.type());
  }
}
