package dev.cubicle.emulator.linux.fs.vfs;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;

/** The bytes of an open regular file. Outlives the file's last name. */
public interface FileContent {

  /** Current size in bytes. */
  long size() throws LinuxError;

  /**
   * Reads up to {@code length} bytes at {@code position}.
   *
   * @return how many; fewer than asked only at the end of the file, 0 behind it
   */
  int read(long position, byte[] destination, int offset, int length) throws LinuxError;

  /**
   * Writes up to {@code length} bytes at {@code position}; a gap before them reads as zeros.
   *
   * @return how many, at least one
   * @throws LinuxError ENOSPC when not one byte fits, EBADF when opened for reading only
   */
  int write(long position, byte[] source, int offset, int length) throws LinuxError;

  /** Cuts or extends with zeros. */
  void truncate(long size) throws LinuxError;

  /**
   * Makes {@code [position, position + length)} read as zeros and releases its storage where that
   * is possible.
   */
  default void punch(long position, long length) throws LinuxError {
    throw new LinuxError(Errno.EOPNOTSUPP);
  }

  /**
   * Makes sure that {@code [position, position + length)} can be written later (fallocate).
   *
   * @throws LinuxError ENOSPC
   */
  default void allocate(long position, long length) throws LinuxError {}

  /**
   * The first data at or after {@code position} (SEEK_DATA); without holes that is the position.
   */
  default long nextData(long position) throws LinuxError {
    return position;
  }

  /** The first hole at or after {@code position} (SEEK_HOLE): the end of the file at the latest. */
  default long nextHole(long position) throws LinuxError {
    return size();
  }

  /** fsync. */
  default void sync() throws LinuxError {}

  /** Called once, when the last descriptor and mapping is gone. */
  default void close() {}
}
