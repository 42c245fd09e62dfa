package dev.cubicle.emulator.memory;

import java.io.IOException;

/**
 * What the shared mappings of one file have in memory, for those who read and change the file by
 * other means: on Linux both use the same page cache, so each sees at once what the other did.
 */
public interface SharedPages {

  /** Puts what was stored to mappings over bytes that were just read from the file. */
  void overlay(long position, byte[] bytes, int offset, int length);

  /** Has mappings see bytes that were written to the file. */
  void overwritten(long position, byte[] bytes, int offset, int length);

  /** Has mappings see zeros from one position to another, where the file now has none or a hole. */
  void cleared(long from, long to);

  /**
   * Has mappings see that the file was cut or extended: pages wholly behind its end raise SIGBUS,
   * the rest of its last page is zeros.
   *
   * @param size the file's new size in bytes
   */
  void truncated(long size);

  /** Writes back what was stored to mappings (fsync). */
  void writeBack() throws IOException;
}
