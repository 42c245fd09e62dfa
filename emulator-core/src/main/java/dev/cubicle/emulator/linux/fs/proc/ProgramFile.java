package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileContent;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.linux.fs.vfs.Timestamp;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import dev.cubicle.emulator.memory.FileBacking;
import java.io.IOException;

/** The program that runs, as a file that can be read and not written. */
public final class ProgramFile extends RegularNode implements FileContent {

  /** Out of the way of the numbers that the volume gives. */
  private static final long INODE = 1 << 21;

  private final Volume volume;
  private final FileBacking program;
  private final Timestamp created = Timestamp.now();

  public ProgramFile(Volume volume, FileBacking program) {
    this.volume = volume;
    this.program = program;
  }

  @Override
  public Volume volume() {
    return volume;
  }

  @Override
  public FileStatus status() throws LinuxError {
    return new FileStatus(
        volume.device(),
        INODE,
        FileMode.REGULAR | 0755,
        1,
        0,
        0,
        0,
        size(),
        (size() + 511) / 512,
        created,
        created,
        created);
  }

  @Override
  public FileContent open(boolean writable) throws LinuxError {
    if (writable) {
      throw new LinuxError(Errno.ETXTBSY);
    }
    return this;
  }

  @Override
  public long size() throws LinuxError {
    try {
      return program.size();
    } catch (IOException e) {
      throw new LinuxError(Errno.EIO);
    }
  }

  @Override
  public int read(long position, byte[] destination, int offset, int length) throws LinuxError {
    try {
      return position >= program.size()
          ? 0
          : Math.max(0, program.read(position, destination, offset, length));
    } catch (IOException e) {
      throw new LinuxError(Errno.EIO);
    }
  }

  @Override
  public int write(long position, byte[] source, int offset, int length) throws LinuxError {
    throw new LinuxError(Errno.EBADF);
  }

  @Override
  public void truncate(long size) throws LinuxError {
    throw new LinuxError(Errno.EINVAL);
  }
}
