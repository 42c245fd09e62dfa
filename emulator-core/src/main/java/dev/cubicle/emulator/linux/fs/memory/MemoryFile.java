package dev.cubicle.emulator.linux.fs.memory;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileContent;
import dev.cubicle.emulator.linux.fs.vfs.FileMode;
import dev.cubicle.emulator.linux.fs.vfs.FileStatus;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.util.Arrays;

/** A regular file in memory. Its storage goes when both its names and its users have gone. */
public final class MemoryFile extends RegularNode implements FileContent {

  private final MemoryAttributes attributes;
  private final ChunkTree chunks;
  private long size;
  private int users;

  MemoryFile(MemoryVolume volume, int permissions, int links) throws LinuxError {
    attributes = new MemoryAttributes(volume, FileMode.REGULAR | permissions, links);
    chunks = new ChunkTree(volume);
  }

  /**
   * A file without a name, for {@code memfd_create}.
   *
   * @throws LinuxError ENOSPC
   */
  public static MemoryFile unnamed(MemoryVolume volume, int permissions) throws LinuxError {
    return new MemoryFile(volume, permissions, 0);
  }

  @Override
  protected MemoryAttributes attributes() {
    return attributes;
  }

  /** One name fewer. */
  void unlinked() {
    attributes.addLinks(-1);
    releaseIfUnused();
  }

  @Override
  public Volume volume() {
    return attributes.volume();
  }

  @Override
  public FileStatus status() {
    return attributes.status(size, chunks.chunks() * (ChunkTree.CHUNK_BYTES / 512));
  }

  @Override
  public FileContent open(boolean writable) {
    users++;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, byte[] destination, int offset, int length) {
    if (position >= size) {
      return 0;
    }
    final int count = (int) Math.min(length, size - position);
    for (int done = 0; done < count; ) {
      final long at = position + done;
      final int within = (int) at & ChunkTree.CHUNK_BYTES - 1;
      final int part = Math.min(count - done, ChunkTree.CHUNK_BYTES - within);
      final byte[] chunk = chunks.get(at >>> ChunkTree.CHUNK_SHIFT);
      if (chunk == null) {
        Arrays.fill(destination, offset + done, offset + done + part, (byte) 0);
      } else {
        System.arraycopy(chunk, within, destination, offset + done, part);
      }
      done += part;
    }
    return count;
  }

  @Override
  public int write(long position, byte[] source, int offset, int length) throws LinuxError {
    if (position > Long.MAX_VALUE - length) {
      throw new LinuxError(Errno.EFBIG);
    }
    int done = 0;
    while (done < length) {
      final long at = position + done;
      final int within = (int) at & ChunkTree.CHUNK_BYTES - 1;
      final int part = Math.min(length - done, ChunkTree.CHUNK_BYTES - within);
      final byte[] chunk;
      try {
        chunk = chunks.require(at >>> ChunkTree.CHUNK_SHIFT);
      } catch (LinuxError full) {
        if (done == 0) {
          throw full;
        }
        break;
      }
      System.arraycopy(source, offset + done, chunk, within, part);
      done += part;
    }
    size = Math.max(size, position + done);
    attributes.touch();
    return done;
  }

  @Override
  public void truncate(long newSize) {
    if (newSize < size) {
      zero(newSize, size);
    }
    size = newSize;
    attributes.touch();
  }

  @Override
  public void punch(long position, long length) {
    final long end = Math.min(size, position + length);
    if (position < end) {
      zero(position, end);
      attributes.touch();
    }
  }

  /** Checks that there is room, and takes none: a reserved terabyte must cost nothing. */
  @Override
  public void allocate(long position, long length) throws LinuxError {
    final long held = chunks.chunks() << ChunkTree.CHUNK_SHIFT;
    attributes.volume().require(Math.max(0, length - held));
  }

  @Override
  public long nextData(long position) throws LinuxError {
    final long chunk = chunks.next(position >>> ChunkTree.CHUNK_SHIFT);
    final long start = Math.max(position, chunk << ChunkTree.CHUNK_SHIFT);
    if (chunk < 0 || start >= size) {
      throw new LinuxError(Errno.ENXIO);
    }
    return start;
  }

  @Override
  public long nextHole(long position) {
    long chunk = position >>> ChunkTree.CHUNK_SHIFT;
    while (chunk << ChunkTree.CHUNK_SHIFT < size && chunks.get(chunk) != null) {
      chunk++;
    }
    return Math.min(size, Math.max(position, chunk << ChunkTree.CHUNK_SHIFT));
  }

  @Override
  public void close() {
    users--;
    releaseIfUnused();
  }

  /** Drops whole chunks in {@code [from, to)} and clears the rest. */
  private void zero(long from, long to) {
    final long firstWhole = (from + ChunkTree.CHUNK_BYTES - 1) >>> ChunkTree.CHUNK_SHIFT;
    final boolean toTheEnd = to == size;
    final long end = to >>> ChunkTree.CHUNK_SHIFT;
    final long endWhole = toTheEnd ? end + 1 : end;
    chunks.drop(firstWhole, endWhole);
    clear(from, Math.min(to, firstWhole << ChunkTree.CHUNK_SHIFT));
    if (!toTheEnd && end >= firstWhole) {
      clear(end << ChunkTree.CHUNK_SHIFT, to);
    }
  }

  private void clear(long from, long to) {
    final byte[] chunk = from < to ? chunks.get(from >>> ChunkTree.CHUNK_SHIFT) : null;
    if (chunk != null) {
      final int start = (int) from & ChunkTree.CHUNK_BYTES - 1;
      Arrays.fill(chunk, start, start + (int) (to - from), (byte) 0);
    }
  }

  private void releaseIfUnused() {
    if (users == 0 && attributes.links() == 0) {
      chunks.drop(0, Long.MAX_VALUE);
      attributes.volume().refund(MemoryAttributes.INODE_BYTES);
    }
  }
}
