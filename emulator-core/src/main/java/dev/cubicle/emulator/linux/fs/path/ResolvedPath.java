package dev.cubicle.emulator.linux.fs.path;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.Inode;

/**
 * Where a path leads.
 *
 * @param parent the directory that holds the last component; for {@code .}, {@code ..} and {@code
 *     /} the directory itself
 * @param name the last component; {@code null} unless {@link Kind#NAME}
 * @param node the file; {@code null} when it does not exist
 * @param slashes whether slashes came after the last component
 */
public record ResolvedPath(Directory parent, String name, Inode node, Kind kind, boolean slashes) {

  /** What the last component is (LAST_* of the kernel). */
  public enum Kind {
    NAME,
    ROOT,
    DOT,
    DOT_DOT
  }

  /**
   * @throws LinuxError ENOENT when it does not exist
   */
  public Inode existing() throws LinuxError {
    if (node == null) {
      throw new LinuxError(Errno.ENOENT);
    }
    return node;
  }

  /** Whether something is mounted exactly here. */
  public boolean isMountPoint() {
    return name != null && parent.isMountPoint(name);
  }
}
