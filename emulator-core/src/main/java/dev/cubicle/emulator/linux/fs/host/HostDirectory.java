package dev.cubicle.emulator.linux.fs.host;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Attributes;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.DirectoryEntry;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.Inode;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A directory of the host. */
final class HostDirectory extends Directory {

  private final HostVolume volume;

  /** {@code null} for the root of the volume. */
  private HostPlace place;

  /** What was known before the directory lost its name. */
  private FileStatus last;

  HostDirectory(HostVolume volume, HostPlace place, PosixFileAttributes attributes) {
    super(place == null ? null : place.parent());
    this.volume = volume;
    this.place = place == null ? new HostPlace(volume, null, ".", attributes.fileKey()) : place;
    this.last = this.place.status(attributes);
  }

  HostPlace place() {
    return place;
  }

  void movedTo(HostPlace newPlace) {
    place = newPlace;
    moveTo(newPlace.parent());
  }

  private boolean isRoot() {
    return place.parent() == null;
  }

  @Override
  public Volume volume() {
    return volume;
  }

  @Override
  public FileStatus status() throws LinuxError {
    if (!isRoot()) {
      return namedStatus();
    }
    return volume.in(
        this,
        stream ->
            place.rootStatus(
                stream.getFileAttributeView(PosixFileAttributeView.class).readAttributes()));
  }

  private FileStatus namedStatus() throws LinuxError {
    try {
      last = place.status();
      return last;
    } catch (LinuxError e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      return last.withoutLinks(last.size());
    }
  }

  /** The shared directory itself belongs to whoever shared it. */
  @Override
  protected Attributes attributes() {
    return isRoot() ? HostOwnership.ALONE : place;
  }

  @Override
  protected Inode find(String name) throws LinuxError {
    final Optional<Path> host = HostNames.toHost(name);
    if (host.isEmpty()) {
      return null;
    }
    try {
      return volume.in(
          this, stream -> volume.node(this, name, HostVolume.attributes(stream, host.get())));
    } catch (LinuxError e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  @Override
  protected String nameOf(Directory child) throws LinuxError {
    if (child instanceof HostDirectory directory && directory.place.parent() == this) {
      final String name = directory.place.name();
      return find(name) == child ? name : null;
    }
    return null;
  }

  @Override
  protected List<DirectoryEntry> list() throws LinuxError {
    return volume.in(
        this,
        stream -> {
          final List<DirectoryEntry> entries = new ArrayList<>();
          try (SecureDirectoryStream<Path> listing = volume.relisted(stream)) {
            for (Path path : listing) {
              add(entries, stream, path.getFileName());
            }
          } catch (DirectoryIteratorException e) {
            throw e.getCause();
          }
          return entries;
        });
  }

  private static void add(
      List<DirectoryEntry> entries, SecureDirectoryStream<Path> stream, Path host)
      throws IOException {
    final Optional<String> name = HostNames.toGuest(host);
    if (name.isPresent()) {
      try {
        final PosixFileAttributes found = HostVolume.attributes(stream, host);
        final int type = HostPlace.mode(found, 0) & FileMode.TYPE_MASK;
        entries.add(new DirectoryEntry(name.get(), HostPlace.inode(found.fileKey()), type));
      } catch (NoSuchFileException e) {
        // Gone since it was listed: then it is not here.
        entries.removeIf(entry -> entry.name().equals(name.get()));
      }
    }
  }

  @Override
  public RegularNode createFile(String name, int permissions) throws LinuxError {
    final Path host = newName(name);
    return volume.in(
        this,
        stream -> {
          final FileChannel channel =
              HostFile.fileChannel(
                  stream.newByteChannel(
                      host,
                      Set.of(
                          StandardOpenOption.CREATE_NEW,
                          StandardOpenOption.READ,
                          StandardOpenOption.WRITE,
                          LinkOption.NOFOLLOW_LINKS),
                      PosixFilePermissions.asFileAttribute(HostPlace.permissions(permissions))));
          setPermissions(stream, host, permissions);
          if (volume.node(this, name, HostVolume.attributes(stream, host))
              instanceof HostFile file) {
            file.madeWith(channel);
            return file;
          }
          channel.close();
          throw new LinuxError(Errno.EIO);
        });
  }

  /** The guest's umask has done its work; the host's does not come on top of it. */
  private static void setPermissions(SecureDirectoryStream<Path> stream, Path host, int permissions)
      throws IOException {
    final var wanted = HostPlace.permissions(permissions);
    if (!HostVolume.attributes(stream, host).permissions().equals(wanted)) {
      HostVolume.view(stream, host).setPermissions(wanted);
    }
  }

  @Override
  public void createDirectory(String name, int permissions) throws LinuxError {
    final Path host = newName(name);
    volume.in(
        this,
        stream -> {
          NewEntry.directory(volume).moveTo(stream, host);
          setPermissions(stream, host, permissions);
          return null;
        });
  }

  @Override
  public void createLink(String name, String target) throws LinuxError {
    final Path host = newName(name);
    final String text = HostNames.text(target).orElseThrow(() -> new LinuxError(Errno.EINVAL));
    volume.in(
        this,
        stream -> {
          NewEntry.link(volume, text).moveTo(stream, host);
          return null;
        });
  }

  @Override
  public void link(String name, Inode existing) throws LinuxError {
    final HostPlace from =
        switch (existing) {
          case HostFile file -> file.place();
          case HostLink link -> link.place();
          default -> throw new LinuxError(Errno.EPERM);
        };
    from.attributes();
    final Path host = newName(name);
    volume.in(
        this,
        stream -> {
          NewEntry.hardLink(volume, from).moveTo(stream, host);
          return null;
        });
  }

  @Override
  public void unlink(String name) throws LinuxError {
    final Path host = newName(name);
    volume.in(
        this,
        stream -> {
          stream.deleteFile(host);
          return null;
        });
  }

  @Override
  public void removeDirectory(String name) throws LinuxError {
    final Path host = newName(name);
    volume.in(
        this,
        stream -> {
          stream.deleteDirectory(host);
          return null;
        });
  }

  @Override
  public void rename(String name, Directory target, String newName) throws LinuxError {
    final HostDirectory to = (HostDirectory) target;
    final Path from = newName(name);
    final Path host = newName(newName);
    final Inode moved = find(name);
    volume.in(
        this,
        stream ->
            volume.in(
                to,
                targetStream -> {
                  stream.move(from, targetStream, host);
                  return null;
                }));
    switch (moved) {
      case HostDirectory directory ->
          directory.movedTo(new HostPlace(volume, to, newName, directory.place.key()));
      case HostFile file -> file.movedTo(new HostPlace(volume, to, newName, file.place().key()));
      case null, default -> {}
    }
  }

  /** A name that the host can express. */
  private static Path newName(String name) throws LinuxError {
    return HostNames.toHost(name).orElseThrow(() -> new LinuxError(Errno.EINVAL));
  }
}
