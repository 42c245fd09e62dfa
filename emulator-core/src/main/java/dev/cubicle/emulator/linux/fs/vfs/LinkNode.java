package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.LinuxError;
import java.util.Optional;

/** A symbolic link. Its target is always a guest path, wherever the link itself is stored. */
public abstract non-sealed class LinkNode extends Inode {

  /** What {@code readlink} answers. */
  public abstract String target() throws LinuxError;

  /**
   * For the links of {@code /proc/self}, which lead to an open file and not to a path: the file.
   * Empty for every other link.
   */
  public Optional<Inode> destination() throws LinuxError {
    return Optional.empty();
  }
}
