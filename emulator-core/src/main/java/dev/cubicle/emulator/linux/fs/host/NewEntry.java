package dev.cubicle.emulator.linux.fs.host;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Something that Java can only make by path: made under a random name in the shared directory
 * itself, then moved to its place by descriptor.
 */
final class NewEntry {

  /** Makes something at a path. */
  @FunctionalInterface
  private interface Maker {
    void make(Path path) throws IOException, LinuxError;
  }

  private final HostVolume volume;
  private final Maker maker;

  /** {@code null} unless the new entry must be a certain file. */
  private final Object key;

  private NewEntry(HostVolume volume, Maker maker, Object key) {
    this.volume = volume;
    this.maker = maker;
    this.key = key;
  }

  static NewEntry directory(HostVolume volume) {
    return new NewEntry(volume, Files::createDirectory, null);
  }

  static NewEntry link(HostVolume volume, String target) {
    return new NewEntry(
        volume,
        path -> {
          try {
            Files.createSymbolicLink(path, Path.of(target));
          } catch (InvalidPathException e) {
            throw new LinuxError(Errno.EINVAL);
          }
        },
        null);
  }

  /** One more name for a file of the same volume. */
  static NewEntry hardLink(HostVolume volume, HostPlace existing) {
    return new NewEntry(volume, path -> Files.createLink(path, existing.path()), existing.key());
  }

  /**
   * @throws LinuxError EEXIST when the name was taken in the meantime
   */
  void moveTo(SecureDirectoryStream<Path> directory, Path name) throws IOException, LinuxError {
    final byte[] random = new byte[12];
    new SecureRandom().nextBytes(random);
    final Path temporary = Path.of(".cubicle-" + HexFormat.of().formatHex(random));
    maker.make(volume.rootPath().resolve(temporary));
    boolean moved = false;
    try {
      final Object made = HostVolume.attributes(volume.rootStream(), temporary).fileKey();
      if (key != null && !key.equals(made)) {
        throw new LinuxError(Errno.ENOENT);
      }
      requireFree(directory, name);
      volume.rootStream().move(temporary, directory, name);
      moved = true;
    } finally {
      if (!moved) {
        Files.deleteIfExists(volume.rootPath().resolve(temporary));
      }
    }
  }

  /** Moving replaces; making does not. */
  private static void requireFree(SecureDirectoryStream<Path> directory, Path name)
      throws IOException, LinuxError {
    try {
      HostVolume.attributes(directory, name);
    } catch (NoSuchFileException e) {
      return;
    }
    throw new LinuxError(Errno.EEXIST);
  }
}
