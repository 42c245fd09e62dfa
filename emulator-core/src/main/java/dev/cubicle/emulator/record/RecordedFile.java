package dev.cubicle.emulator.record;

import dev.cubicle.emulator.memory.FileBacking;

/**
 * A file that was mapped when the run was recorded. Its pages are in the record where they were
 * touched; nothing else of it is known.
 */
record RecordedFile(String name) implements FileBacking {

  @Override
  public long size() {
    return Long.MAX_VALUE >>> 1;
  }

  @Override
  public int read(long position, byte[] destination, int offset, int length) {
    return 0;
  }

  @Override
  public void write(long position, byte[] source, int offset, int length) {}
}
