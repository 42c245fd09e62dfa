package dev.cubicle.emulator.linux.fs.host;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a host file was found last.
 *
 * @param parent {@code null} for the root of its volume
 * @param key the host's identity of the file: device and inode
 */
record HostPlace(HostVolume volume, HostDirectory parent, String name, Object key)
    implements HostOwnership {

  /** In the order of the bits, from others' execute upwards. */
  private static final PosixFilePermission[] PERMISSIONS = {
    PosixFilePermission.OTHERS_EXECUTE,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_READ
  };

  Path hostName() throws LinuxError {
    return HostNames.toHost(name).orElseThrow(() -> new LinuxError(Errno.ENOENT));
  }

  /** The path on the host; only for what Java cannot do by descriptor. */
  Path path() throws LinuxError {
    return volume.path(parent, hostName());
  }

  /**
   * What the host says of the file now.
   *
   * @throws LinuxError ENOENT when another file has this name now
   */
  PosixFileAttributes attributes() throws LinuxError {
    final Path host = hostName();
    final PosixFileAttributes found =
        volume.in(parent, stream -> HostVolume.attributes(stream, host));
    if (!key.equals(found.fileKey())) {
      throw new LinuxError(Errno.ENOENT);
    }
    return found;
  }

  FileStatus status() throws LinuxError {
    final PosixFileAttributes found = attributes();
    return status(found, names(found, path()));
  }

  /** Java does not tell: as if every file were stored in whole pages, and links in their inode. */
  private static long blocks(PosixFileAttributes found) {
    final long pages = (found.size() + FileStatus.BLOCK_SIZE - 1) / FileStatus.BLOCK_SIZE;
    return found.isSymbolicLink() ? 0 : pages * (FileStatus.BLOCK_SIZE / 512);
  }

  /** What the path knows beyond the attributes, provided that it leads to the same file. */
  private static Names names(PosixFileAttributes found, Path path) {
    try {
      final Map<String, Object> more =
          Files.readAttributes(path, "unix:nlink,mode,ctime,fileKey", LinkOption.NOFOLLOW_LINKS);
      if (found.fileKey().equals(more.get("fileKey"))) {
        return new Names(
            (Integer) more.get("nlink"), (Integer) more.get("mode"), (FileTime) more.get("ctime"));
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // The path is too long for the host, or the host knows no such attributes.
      return Names.UNKNOWN;
    }
    return Names.UNKNOWN;
  }

  /**
   * What only the path tells.
   *
   * @param changed {@code null} when not known
   */
  private record Names(int links, int mode, FileTime changed) {
    static final Names UNKNOWN = new Names(1, FileMode.SOCKET, null);
  }

  private FileStatus status(PosixFileAttributes found, Names names) {
    return new FileStatus(
        volume.device(),
        inode(found.fileKey()),
        mode(found, names.mode()),
        names.links(),
        0,
        0,
        0,
        found.size(),
        blocks(found),
        timestamp(found.lastAccessTime()),
        timestamp(found.lastModifiedTime()),
        timestamp(names.changed() == null ? found.lastModifiedTime() : names.changed()));
  }

  /** What attributes alone tell. */
  FileStatus status(PosixFileAttributes found) {
    return status(found, Names.UNKNOWN);
  }

  /** For the root of the volume, which is in no directory. */
  FileStatus rootStatus(PosixFileAttributes found) {
    return status(found, names(found, volume.rootPath()));
  }

  @Override
  public void changeMode(int permissions) throws LinuxError {
    attributes();
    final Path host = hostName();
    final Set<PosixFilePermission> wanted = permissions(permissions);
    volume.in(
        parent,
        stream -> {
          HostVolume.view(stream, host).setPermissions(wanted);
          return null;
        });
  }

  @Override
  public void changeTimes(Timestamp accessed, Timestamp modified) throws LinuxError {
    attributes();
    final Path host = hostName();
    volume.in(
        parent,
        stream -> {
          HostVolume.view(stream, host).setTimes(fileTime(modified), fileTime(accessed), null);
          return null;
        });
  }

  static int mode(PosixFileAttributes attributes, int otherMode) {
    final int type;
    if (attributes.isDirectory()) {
      type = FileMode.DIRECTORY;
    } else if (attributes.isRegularFile()) {
      type = FileMode.REGULAR;
    } else if (attributes.isSymbolicLink()) {
      type = FileMode.LINK;
    } else {
      type = otherMode & FileMode.TYPE_MASK;
    }
    int mode = type;
    for (int bit = 0; bit < PERMISSIONS.length; bit++) {
      mode |= attributes.permissions().contains(PERMISSIONS[bit]) ? 1 << bit : 0;
    }
    return mode;
  }

  /** The nine bits; the host is never asked for set-user-ID, set-group-ID or sticky. */
  static Set<PosixFilePermission> permissions(int mode) {
    final Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < PERMISSIONS.length; bit++) {
      if ((mode >>> bit & 1) != 0) {
        set.add(PERMISSIONS[bit]);
      }
    }
    return set;
  }

  /** The inode number: Java shows it only in the text of the key, {@code (dev=…,ino=…)}. */
  static long inode(Object key) {
    final String text = key.toString();
    final int start = text.indexOf("ino=") + 4;
    final int end = text.indexOf(')', start);
    try {
      return Long.parseLong(text, start, end, 10);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return Integer.toUnsignedLong(key.hashCode());
    }
  }

  private static Timestamp timestamp(FileTime time) {
    return Timestamp.of(time.toInstant());
  }

  private static FileTime fileTime(Timestamp time) {
    return time == null ? null : FileTime.from(time.toInstant());
  }
}
