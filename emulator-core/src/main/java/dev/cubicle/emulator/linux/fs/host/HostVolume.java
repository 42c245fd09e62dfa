package dev.cubicle.emulator.linux.fs.host;

import com.google.common.collect.MapMaker;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** A shared host directory, or the directory around a shared host file. */
public final class HostVolume extends Volume {

  private final Path rootPath;
  private final SecureDirectoryStream<Path> rootStream;
  private final HostDirectory rootDirectory;

  /** The same host file is the same node for as long as anything refers to it. */
  private final Map<Object, Inode> nodes = new MapMaker().weakValues().makeMap();

  private HostVolume(
      int minor, boolean readOnly, Path rootPath, SecureDirectoryStream<Path> rootStream)
      throws IOException {
    super(minor, "ext4", EXT4_MAGIC, readOnly);
    this.rootPath = rootPath;
    this.rootStream = rootStream;
    this.rootDirectory =
        new HostDirectory(
            this,
            null,
            rootStream.getFileAttributeView(PosixFileAttributeView.class).readAttributes());
  }

  /**
   * Shares a directory or a regular file.
   *
   * @param minor number of the volume
   * @return what to mount
   * @throws IOException if it cannot be read; the message is for the user
   */
  public static Inode share(Path host, int minor, boolean readOnly) throws IOException {
    final Path real = host.toRealPath();
    if (Files.isDirectory(real)) {
      return open(real, minor, readOnly).rootDirectory;
    }
    if (!Files.isRegularFile(real)) {
      throw new IOException(host + " is neither a directory nor a regular file");
    }
    final HostVolume around = open(real.getParent(), minor, readOnly);
    final String name =
        HostNames.toGuest(real.getFileName())
            .orElseThrow(() -> new IOException("the name of " + host + " is not UTF-8"));
    try {
      final Inode file = around.rootDirectory.child(name);
      if (file instanceof HostFile) {
        return file;
      }
    } catch (LinuxError e) {
      throw new IOException(host + ": " + e.errno(), e);
    }
    throw new IOException(host + " changed while it was being shared");
  }

  private static HostVolume open(Path directory, int minor, boolean readOnly) throws IOException {
    final DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new HostVolume(minor, readOnly, directory, secure);
    }
    stream.close();
    throw new IOException("this host has no way to share " + directory + " safely");
  }

  /** What to do with an open directory. */
  @FunctionalInterface
  interface Operation<T> {
    T run(SecureDirectoryStream<Path> stream) throws IOException, LinuxError;
  }

  /** Opens a directory from the root downwards, one name at a time, and does something with it. */
  <T> T in(HostDirectory directory, Operation<T> operation) throws LinuxError {
    final Deque<Path> names = names(directory);
    try {
      if (names.isEmpty()) {
        return operation.run(rootStream);
      }
      SecureDirectoryStream<Path> stream = enter(rootStream, names.removeFirst());
      try {
        while (!names.isEmpty()) {
          final SecureDirectoryStream<Path> next = enter(stream, names.removeFirst());
          stream.close();
          stream = next;
        }
        return operation.run(stream);
      } finally {
        stream.close();
      }
    } catch (IOException e) {
      throw HostErrors.of(e);
    }
  }

  /** A stream of its own, for listing: a stream can be listed only once. */
  SecureDirectoryStream<Path> relisted(SecureDirectoryStream<Path> stream) throws IOException {
    return enter(stream, Path.of("."));
  }

  private static SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> in, Path name)
      throws IOException {
    return in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
  }

  private Deque<Path> names(HostDirectory directory) throws LinuxError {
    final Deque<Path> names = new ArrayDeque<>();
    for (HostDirectory at = directory; at != rootDirectory; at = at.place().parent()) {
      names.addFirst(at.place().hostName());
    }
    return names;
  }

  /** The path of something in a directory; only for what Java cannot do by descriptor. */
  Path path(HostDirectory directory, Path name) throws LinuxError {
    Path path = rootPath;
    for (Path part : names(directory)) {
      path = path.resolve(part);
    }
    return path.resolve(name);
  }

  /** Where new things are made before they get their name. */
  Path rootPath() {
    return rootPath;
  }

  SecureDirectoryStream<Path> rootStream() {
    return rootStream;
  }

  /** Attributes of a name in an open directory; a link's own. */
  static PosixFileAttributes attributes(SecureDirectoryStream<Path> stream, Path name)
      throws IOException {
    return view(stream, name).readAttributes();
  }

  static PosixFileAttributeView view(SecureDirectoryStream<Path> stream, Path name) {
    return stream.getFileAttributeView(
        name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** The node for a host file that was just found. */
  Inode node(HostDirectory parent, String name, PosixFileAttributes attributes) {
    final Object key = attributes.fileKey();
    final Inode known = nodes.get(key);
    final HostPlace place = new HostPlace(this, parent, name, key);
    switch (known) {
      case HostDirectory directory when attributes.isDirectory() -> {
        directory.movedTo(place);
        return directory;
      }
      case HostFile file when attributes.isRegularFile() -> {
        file.movedTo(place);
        return file;
      }
      case null, default -> {
        final Inode made = make(place, attributes);
        nodes.put(key, made);
        return made;
      }
    }
  }

  private Inode make(HostPlace place, PosixFileAttributes attributes) {
    if (attributes.isDirectory()) {
      return new HostDirectory(this, place, attributes);
    }
    if (attributes.isRegularFile()) {
      return new HostFile(place, attributes);
    }
    return attributes.isSymbolicLink() ? new HostLink(place) : new HostSpecial(place);
  }

  @Override
  public Space space() {
    try {
      final var store = Files.getFileStore(rootPath);
      return new Space(store.getTotalSpace(), store.getUsableSpace());
    } catch (IOException e) {
      return new Space(0, 0);
    }
  }
}
