package dev.cubicle.emulator.memory;

import java.util.Arrays;

/**
 * What MAP_SHARED with MAP_ANONYMOUS maps: a file of zeros without a name, whose pages live as long
 * as it is mapped. Linux makes it a shmem file of the length of the mapping that created it.
 */
public final class SharedAnonymousMemory implements FileBacking {
  private final long size;

  public SharedAnonymousMemory(long size) {
    this.size = size;
  }

  @Override
  public String name() {
    return "/dev/zero (deleted)";
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, byte[] destination, int offset, int length) {
    int count = Math.clamp(size - position, 0, length);
    Arrays.fill(destination, offset, offset + count, (byte) 0);
    return count;
  }

  /** The pages are all there is: nothing to write back to. */
  @Override
  public void write(long position, byte[] source, int offset, int length) {}
}
