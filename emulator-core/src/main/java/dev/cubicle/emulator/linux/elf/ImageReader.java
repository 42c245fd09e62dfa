package dev.cubicle.emulator.linux.elf;

import dev.cubicle.emulator.memory.FileBacking;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads pieces of a file that may be shorter than it says. */
final class ImageReader {
  private final FileBacking file;

  ImageReader(FileBacking file) {
    this.file = file;
  }

  long size() throws IOException {
    return file.size();
  }

  /** Whether the file has all bytes of a piece; the arguments may be any numbers, unsigned. */
  boolean holds(long offset, long length) throws IOException {
    long size = file.size();
    return offset >= 0 && length >= 0 && length <= size && offset <= size - length;
  }

  /** A piece, little-endian, cut at the end of the file. */
  ByteBuffer read(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    int count = 0;
    while (count < length) {
      int read = file.read(offset + count, bytes, count, length - count);
      if (read <= 0) {
        break;
      }
      count += read;
    }
    return ByteBuffer.wrap(bytes, 0, count).slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
