package dev.cubicle.emulator.memory;

import java.io.IOException;

/** A file as a source of pages for {@code mmap}. Two backings of one file are equal. */
public interface FileBacking {

  /** Path as the guest knows it, for reports and {@code /proc/self/maps}. */
  String name();

  /** Current size in bytes; pages wholly behind it raise SIGBUS. */
  long size() throws IOException;

  /**
   * Reads up to {@code length} bytes at {@code position}.
   *
   * @return how many were read; fewer than asked only at the end of the file
   */
  int read(long position, byte[] destination, int offset, int length) throws IOException;

  /** Writes back a page of a shared mapping; never called for private ones. */
  void write(long position, byte[] source, int offset, int length) throws IOException;

  /**
   * Called when the file gets its first shared mapping. From now on until {@link #sharingEnded},
   * whoever reads or changes the file must tell {@code pages}.
   */
  default void sharingBegan(SharedPages pages) {}

  /** Called when the last shared mapping is gone and written back. */
  default void sharingEnded() {}
}
