package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory. Operations are given single names, never {@code .}, {@code ..} or paths; {@code ..}
 * is {@link #parent}, never asked of the host.
 *
 * <p>Callers have ruled out read-only volumes, names that exist where they must not, and mount
 * points; what is left to the kinds of directory is in the method comments.
 */
public abstract non-sealed class Directory extends Inode {

  private final Map<String, Inode> mounts = new LinkedHashMap<>();
  private Directory parent;

  /**
   * @param parent {@code null} for the root, which is its own parent
   */
  protected Directory(Directory parent) {
    this.parent = parent;
  }

  public final Directory parent() {
    return parent == null ? this : parent;
  }

  protected final void moveTo(Directory newParent) {
    parent = newParent;
  }

  /** The file called {@code name}, or {@code null}. */
  public final Inode child(String name) throws LinuxError {
    if (!mounts.isEmpty()) {
      final Inode mounted = mounts.get(name);
      if (mounted != null) {
        return mounted;
      }
    }
    return find(name);
  }

  /** Lets {@code node} appear as {@code name}, over what may be there. */
  public final void mount(String name, Inode node) {
    mounts.put(name, node);
    if (node instanceof Directory directory) {
      directory.parent = this;
    }
  }

  public final boolean isMountPoint(String name) {
    return mounts.containsKey(name);
  }

  /** Whether something is mounted on a name of this directory. */
  public final boolean holdsMounts() {
    return !mounts.isEmpty();
  }

  /** Whether this is {@code other} or lies below it. */
  public final boolean isWithin(Directory other) {
    Directory at = this;
    while (at != other) {
      if (at.parent == null) {
        return false;
      }
      at = at.parent;
    }
    return true;
  }

  /** Every entry but {@code .} and {@code ..}. */
  public final List<DirectoryEntry> entries() throws LinuxError {
    if (mounts.isEmpty()) {
      return list();
    }
    final List<DirectoryEntry> all = new ArrayList<>();
    for (DirectoryEntry entry : list()) {
      if (!mounts.containsKey(entry.name())) {
        all.add(entry);
      }
    }
    for (Map.Entry<String, Inode> mount : mounts.entrySet()) {
      all.add(DirectoryEntry.of(mount.getKey(), mount.getValue()));
    }
    return all;
  }

  /**
   * The path from the root, for getcwd and {@code /proc}; empty when this directory was removed.
   */
  public final Optional<String> path() throws LinuxError {
    final StringBuilder path = new StringBuilder();
    Directory at = this;
    while (at.parent != null) {
      final String name = at.nameInParent();
      if (name == null) {
        return Optional.empty();
      }
      path.insert(0, name).insert(0, '/');
      at = at.parent;
    }
    return Optional.of(path.isEmpty() ? "/" : path.toString());
  }

  private String nameInParent() throws LinuxError {
    for (Map.Entry<String, Inode> mount : parent.mounts.entrySet()) {
      if (mount.getValue() == this) {
        return mount.getKey();
      }
    }
    return parent.nameOf(this);
  }

  /** The name of a child directory, or {@code null} when it is no longer here. */
  protected abstract String nameOf(Directory child) throws LinuxError;

  protected abstract Inode find(String name) throws LinuxError;

  protected abstract List<DirectoryEntry> list() throws LinuxError;

  /**
   * @throws LinuxError ENOSPC; EACCES where nothing can be created
   */
  public RegularNode createFile(String name, int permissions) throws LinuxError {
    throw new LinuxError(Errno.EACCES);
  }

  public void createDirectory(String name, int permissions) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  public void createLink(String name, String target) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /** Makes a named pipe. */
  public void createFifo(String name, int permissions) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /** A file without a name (O_TMPFILE). */
  public RegularNode createUnnamed(int permissions) throws LinuxError {
    throw new LinuxError(Errno.EOPNOTSUPP);
  }

  /** Hard link to a file, not a directory, of the same volume. */
  public void link(String name, Inode existing) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /** Removes the name of a file that is not a directory. */
  public void unlink(String name) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /**
   * @throws LinuxError ENOTEMPTY
   */
  public void removeDirectory(String name) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /**
   * Moves {@code name} to {@code newName} in {@code target}, which is of the same volume; replaces
   * a file by a file and an empty directory by a directory.
   *
   * @throws LinuxError ENOTEMPTY
   */
  public void rename(String name, Directory target, String newName) throws LinuxError {
    throw new LinuxError(Errno.EPERM);
  }

  /** Swaps two existing files (RENAME_EXCHANGE). */
  public void exchange(String name, Directory target, String otherName) throws LinuxError {
    throw new LinuxError(Errno.EINVAL);
  }
}
