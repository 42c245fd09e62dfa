package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileContent;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;

/** A file whose text is made when it is first read. */
final class ProcFile extends RegularNode {

  /** Makes the text, one {@code char} per byte. */
  @FunctionalInterface
  interface Text {
    String make() throws LinuxError;
  }

  private final ProcAttributes attributes;
  private final Text text;

  ProcFile(ProcVolume volume, Text text) {
    this.attributes = new ProcAttributes(volume, FileMode.REGULAR | 0444, 1);
    this.text = text;
  }

  @Override
  public Volume volume() {
    return attributes.volume();
  }

  @Override
  public FileStatus status() {
    return attributes.status();
  }

  @Override
  public FileContent open(boolean writable) throws LinuxError {
    if (writable) {
      throw new LinuxError(Errno.EACCES);
    }
    return new Snapshot();
  }

  /** Made again when memory was short: a thousand open files must not hold a thousand texts. */
  private final class Snapshot implements FileContent {
    private SoftReference<byte[]> made = new SoftReference<>(null);

    private byte[] bytes() throws LinuxError {
      final byte[] before = made.get();
      if (before != null) {
        return before;
      }
      final byte[] bytes = text.make().getBytes(StandardCharsets.ISO_8859_1);
      made = new SoftReference<>(bytes);
      return bytes;
    }

    @Override
    public long size() throws LinuxError {
      return bytes().length;
    }

    @Override
    public int read(long position, byte[] destination, int offset, int length) throws LinuxError {
      final byte[] bytes = bytes();
      if (position >= bytes.length) {
        return 0;
      }
      final int count = Math.min(length, bytes.length - (int) position);
      System.arraycopy(bytes, (int) position, destination, offset, count);
      return count;
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
}
