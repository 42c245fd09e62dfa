package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.LinuxError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A directory that keeps its entries itself, and lists them in the order of creation. */
public abstract class ListedDirectory extends Directory {

  private final Map<String, Inode> children = new LinkedHashMap<>();

  /**
   * @param parent {@code null} for the root, which is its own parent
   */
  protected ListedDirectory(Directory parent) {
    super(parent);
  }

  /** The entries, for those who make and remove them. */
  protected final Map<String, Inode> children() {
    return children;
  }

  @Override
  protected final Inode find(String name) {
    return children.get(name);
  }

  @Override
  protected final String nameOf(Directory child) {
    for (Map.Entry<String, Inode> entry : children.entrySet()) {
      if (entry.getValue() == child) {
        return entry.getKey();
      }
    }
    return null;
  }

  @Override
  protected final List<DirectoryEntry> list() throws LinuxError {
    final List<DirectoryEntry> entries = new ArrayList<>(children.size());
    for (Map.Entry<String, Inode> child : children.entrySet()) {
      entries.add(DirectoryEntry.of(child.getKey(), child.getValue()));
    }
    return entries;
  }
}
