package dev.cubicle.emulator.linux.fs;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.util.ArrayList;
import java.util.List;

/** What is mounted where in the guest's tree. */
final class MountTable {

  private record Mount(String path, Volume volume) {}

  private final Directory root;
  private final List<Mount> mounts = new ArrayList<>();

  /** Nodes of the host are forgotten when nothing refers to them; mount points must not be. */
  private final List<Directory> mountPoints = new ArrayList<>();

  MountTable(Directory root) {
    this.root = root;
    mounts.add(new Mount("/", root.volume()));
  }

  /**
   * Mounts a file or directory. Missing directories on the way are made, in memory only.
   *
   * @param path absolute, without {@code ..}
   * @throws IllegalArgumentException with a message for the user
   */
  void mount(String path, Inode node) {
    final List<String> names = names(path);
    try {
      Directory at = root;
      for (String name : names.subList(0, names.size() - 1)) {
        at = enter(at, name, path);
      }
      final String last = names.getLast();
      final Inode covered = at.child(last);
      if (covered != null && covered instanceof Directory != node instanceof Directory) {
        throw new IllegalArgumentException(
            "%s: there is a %s at this place of the guest already"
                .formatted(path, covered instanceof Directory ? "directory" : "file"));
      }
      if (at.isMountPoint(last)) {
        throw new IllegalArgumentException(path + ": something is mounted there already");
      }
      at.mount(last, node);
      mountPoints.add(at);
    } catch (LinuxError e) {
      throw new IllegalArgumentException(path + ": " + e.errno(), e);
    }
    mounts.add(new Mount("/" + String.join("/", names), node.volume()));
  }

  private static List<String> names(String path) {
    final List<String> names = new ArrayList<>();
    for (String name : path.split("/+")) {
      if (name.equals("..") || name.length() > 255) {
        throw new IllegalArgumentException(path + ": not a path to mount something at");
      }
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("nothing can be mounted over the guest's root");
    }
    return names;
  }

  private Directory enter(Directory at, String name, String path) throws LinuxError {
    final Inode existing = at.child(name);
    if (existing == null && at.volume() == root.volume()) {
      at.createDirectory(name, 0755);
    }
    if (at.child(name) instanceof Directory directory) {
      mountPoints.add(directory);
      return directory;
    }
    throw new IllegalArgumentException(path + ": no directory " + name + " on the way there");
  }

  /** {@code /proc/mounts}. */
  String text() {
    final StringBuilder text = new StringBuilder();
    for (Mount mount : mounts) {
      text.append(mount.volume().type())
          .append(' ')
          .append(mount.path().replace("\\", "\\134").replace(" ", "\\040").replace("\n", "\\012"))
          .append(' ')
          .append(mount.volume().type())
          .append(mount.volume().readOnly() ? " ro" : " rw")
          .append(",relatime 0 0\n");
    }
    return text.toString();
  }
}
