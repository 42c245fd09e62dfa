package dev.cubicle.emulator.memory;

import java.io.IOException;

/** A file in memory that can be made to fail. */
public final class BytesFile implements FileBacking {
  private final String name;
  public byte[] bytes;
  public boolean broken;
  public int writes;

  /** What its mappings share; null while there are no shared ones. */
  public SharedPages pages;

  public BytesFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** A file whose byte at every offset is that offset's page number, plus one. */
  public static BytesFile numberedPages(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i / 4096 + 1);
    }
    return new BytesFile("/pages", bytes);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int read(long position, byte[] destination, int offset, int length) throws IOException {
    if (broken) {
      throw new IOException("the disk is on fire");
    }
    int count = Math.clamp(bytes.length - position, 0, length);
    if (count > 0) {
      System.arraycopy(bytes, (int) position, destination, offset, count);
    }
    return count;
  }

  @Override
  public void sharingBegan(SharedPages shared) {
    pages = shared;
  }

  @Override
  public void sharingEnded() {
    pages = null;
  }

  @Override
  public void write(long position, byte[] source, int offset, int length) throws IOException {
    if (broken) {
      throw new IOException("the disk is on fire");
    }
    writes++;
    System.arraycopy(source, offset, bytes, (int) position, length);
  }
}
