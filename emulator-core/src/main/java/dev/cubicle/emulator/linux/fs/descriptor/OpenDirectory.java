package dev.cubicle.emulator.linux.fs.descriptor;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import dev.cubicle.emulator.linux.fs.vfs.DirectoryEntry;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import java.util.ArrayList;
import java.util.List;

/**
 * An open directory. A listing is taken when reading starts at position 0; positions are indices
 * into it, so entries that come or go meanwhile do not disturb a reader.
 */
public final class OpenDirectory extends OpenFile {

  private final Directory directory;
  private List<DirectoryEntry> listing = List.of();
  private int position;

  public OpenDirectory(Directory directory, int flags) {
    super(directory, flags);
    this.directory = directory;
  }

  public Directory directory() {
    return directory;
  }

  /** The entry at the position; {@code null} at the end. */
  public DirectoryEntry current() throws LinuxError {
    if (position == 0) {
      listing = take();
    }
    return position < listing.size() ? listing.get(position) : null;
  }

  /** Moves to the next entry and returns its position, which the guest may seek to. */
  public int advance() {
    return ++position;
  }

  @Override
  public long position() {
    return position;
  }

  private List<DirectoryEntry> take() throws LinuxError {
    final List<DirectoryEntry> all = new ArrayList<>();
    all.add(new DirectoryEntry(".", directory.status().inode(), FileMode.DIRECTORY));
    all.add(new DirectoryEntry("..", directory.parent().status().inode(), FileMode.DIRECTORY));
    all.addAll(directory.entries());
    return all;
  }

  @Override
  public String name() {
    try {
      return directory.path().orElse("/ (deleted)");
    } catch (LinuxError e) {
      return "/ (deleted)";
    }
  }

  @Override
  public long seek(long offset, int whence) throws LinuxError {
    final long target =
        switch (whence) {
          case 0 -> offset;
          case 1 -> position + offset;
          default -> throw new LinuxError(Errno.EINVAL);
        };
    if (target < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    position = (int) Math.min(target, Integer.MAX_VALUE);
    return position;
  }

  @Override
  public int read(byte[] destination, int offset, int length) throws LinuxError {
    throw new LinuxError(Errno.EISDIR);
  }

  @Override
  public void sync() {}
}
