package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.memory.SharedPages;

/** A regular file. */
public abstract non-sealed class RegularNode extends Inode {

  private SharedPages sharedPages;

  /**
   * Opens the bytes.
   *
   * @param writable whether they will be written; read-only volumes have been ruled out
   */
  public abstract FileContent open(boolean writable) throws LinuxError;

  /** What shared mappings of the file have in memory; {@code null} while there are none. */
  public final SharedPages sharedPages() {
    return sharedPages;
  }

  public final void sharedPages(SharedPages pages) {
    sharedPages = pages;
  }

  /** Cuts or extends an opened content of this file, for its mappings as well. */
  public final void truncate(FileContent content, long size) throws LinuxError {
    content.truncate(size);
    if (sharedPages != null) {
      sharedPages.truncated(size);
    }
  }
}
