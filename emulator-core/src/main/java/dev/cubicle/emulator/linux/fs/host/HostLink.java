package dev.cubicle.emulator.linux.fs.host;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Attributes;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.LinkNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A symbolic link of the host, whose target the guest reads as a path of its own. */
final class HostLink extends LinkNode {

  private final HostPlace place;

  HostLink(HostPlace place) {
    this.place = place;
  }

  HostPlace place() {
    return place;
  }

  @Override
  public String target() throws LinuxError {
    place.attributes();
    final Path path = place.path();
    try {
      final Object found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      if (!place.key().equals(found)) {
        throw new LinuxError(Errno.ENOENT);
      }
      return HostNames.bytes(Files.readSymbolicLink(path).toString());
    } catch (IOException e) {
      throw HostErrors.of(e);
    }
  }

  @Override
  public Volume volume() {
    return place.volume();
  }

  @Override
  public FileStatus status() throws LinuxError {
    return place.status();
  }

  @Override
  protected Attributes attributes() {
    return HostOwnership.ALONE;
  }
}
