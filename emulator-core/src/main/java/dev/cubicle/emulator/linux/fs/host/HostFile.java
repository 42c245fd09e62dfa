package dev.cubicle.emulator.linux.fs.host;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Attributes;
import dev.cubicle.emulator.linux.fs.vfs.FileContent;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;

/** A regular file of the host. */
final class HostFile extends RegularNode {

  private HostPlace place;
  private FileStatus last;

  /** The channel that the file was made with, for the open call that made it. */
  private FileChannel made;

  private HostContent opened;

  HostFile(HostPlace place, PosixFileAttributes attributes) {
    this.place = place;
    this.last = place.status(attributes);
  }

  HostPlace place() {
    return place;
  }

  void movedTo(HostPlace newPlace) {
    place = newPlace;
  }

  void madeWith(FileChannel channel) {
    made = channel;
  }

  @Override
  public Volume volume() {
    return place.volume();
  }

  /** Of a file that has lost its name, what was known last and the size it has now. */
  @Override
  public FileStatus status() throws LinuxError {
    try {
      last = place.status();
      return last;
    } catch (LinuxError e) {
      if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
        throw e;
      }
      final long size = opened == null ? last.size() : opened.size();
      return last.withoutLinks(size);
    }
  }

  @Override
  protected Attributes attributes() {
    return place;
  }

  @Override
  public FileContent open(boolean writable) throws LinuxError {
    final FileChannel channel = made != null ? made : channel(writable);
    made = null;
    opened = new HostContent(channel);
    return opened;
  }

  private FileChannel channel(boolean writable) throws LinuxError {
    if (!writable) {
      return channel(Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }
    try {
      return channel(
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    } catch (LinuxError e) {
      if (e.errno() != Errno.EACCES) {
        throw e;
      }
      return channel(Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }
  }

  private FileChannel channel(Set<OpenOption> options) throws LinuxError {
    final Path name = place.hostName();
    return place
        .volume()
        .in(
            place.parent(),
            stream -> {
              // Opening anything but a regular file could block or do worse.
              if (!HostVolume.attributes(stream, name).isRegularFile()) {
                throw new LinuxError(Errno.ENXIO);
              }
              return fileChannel(stream.newByteChannel(name, options));
            });
  }

  /** On every host that has secure directories, byte channels are file channels. */
  static FileChannel fileChannel(SeekableByteChannel channel) throws LinuxError {
    if (channel instanceof FileChannel file) {
      return file;
    }
    throw new LinuxError(Errno.EIO);
  }
}
