package dev.cubicle.emulator.linux.fs.host;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;

/** The bytes of an open host file. */
final class HostContent implements FileContent {

  private static final ByteBuffer ZERO = ByteBuffer.allocate(1).asReadOnlyBuffer();

  private final FileChannel channel;

  /** Wraps the array that was used last, which is nearly always the next one's as well. */
  private ByteBuffer wrapped = ByteBuffer.allocate(0);

  HostContent(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public long size() throws LinuxError {
    try {
      return channel.size();
    } catch (IOException e) {
      throw HostErrors.of(e);
    }
  }

  @Override
  public int read(long position, byte[] destination, int offset, int length) throws LinuxError {
    try {
      final ByteBuffer buffer = wrap(destination, offset, length);
      int done = 0;
      while (done < length) {
        final int count = channel.read(buffer, position + done);
        if (count <= 0) {
          break;
        }
        done += count;
      }
      return done;
    } catch (IOException e) {
      throw HostErrors.of(e);
    } catch (NonReadableChannelException e) {
      throw new LinuxError(Errno.EACCES);
    }
  }

  @Override
  public int write(long position, byte[] source, int offset, int length) throws LinuxError {
    try {
      return channel.write(wrap(source, offset, length), position);
    } catch (IOException e) {
      throw HostErrors.of(e);
    } catch (NonWritableChannelException e) {
      throw new LinuxError(Errno.EBADF);
    }
  }

  @Override
  public void truncate(long size) throws LinuxError {
    try {
      final long before = channel.size();
      if (size < before) {
        channel.truncate(size);
      } else if (size > before) {
        // Java can only extend a file by writing; the gap stays a hole.
        channel.write(ZERO.duplicate(), size - 1);
      }
    } catch (IOException e) {
      throw HostErrors.of(e);
    } catch (NonWritableChannelException e) {
      throw new LinuxError(Errno.EINVAL);
    }
  }

  @Override
  public void sync() throws LinuxError {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw HostErrors.of(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing the guest could do about it: close(2) has no way to try again either.
      wrapped = ByteBuffer.allocate(0);
    }
  }

  private ByteBuffer wrap(byte[] array, int offset, int length) {
    if (wrapped.array() != array) {
      wrapped = ByteBuffer.wrap(array);
    }
    return wrapped.limit(offset + length).position(offset);
  }
}
