package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.tracing.gdb.wire.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The guest's image as the one file that a client can read (the GDB manual, "Host I/O Packets"):
 * symbols and source lines come from there.
 */
final class ImageFiles {
  // Errors and modes of the protocol ("Constants").
  private static final int ENOENT = 2;
  private static final int EBADF = 9;
  private static final int EACCES = 13;
  private static final int EINVAL = 22;
  private static final int EIO = 9999;
  private static final int READ_ONLY = 0;
  private static final int ACCESS_MODE = 3;
  private static final int REGULAR_FILE = 0100555;

  private static final int DESCRIPTOR = 3;
  private static final int STAT_BYTES = 64;
  private static final int BLOCK = 512;

  /** Leaves room for the head of an answer, were every byte escaped. */
  private static final int MAXIMUM_READ = 0x1f00;

  private final String path;
  private final FileBacking image;

  /**
   * @param path of the image, as clients know it
   */
  ImageFiles(String path, FileBacking image) {
    this.path = path;
    this.image = image;
  }

  byte[] open(Request.OpenFile request) {
    if (!request.path().equals(path)) {
      return error(ENOENT);
    }
    return (request.flags() & ACCESS_MODE) == READ_ONLY
        ? text("F%x".formatted(DESCRIPTOR))
        : error(EACCES);
  }

  byte[] read(Request.ReadFile request) {
    if (request.descriptor() != DESCRIPTOR) {
      return error(EBADF);
    }
    if (request.offset() < 0) {
      return error(EINVAL);
    }
    try {
      final long left = Math.max(0, image.size() - request.offset());
      final int wanted = (int) Math.min(left, Math.min(request.length(), MAXIMUM_READ));
      final byte[] bytes = new byte[wanted];
      final int count = wanted == 0 ? 0 : image.read(request.offset(), bytes, 0, wanted);
      return withData("F%x;".formatted(Math.max(0, count)), bytes, Math.max(0, count));
    } catch (IOException e) {
      return error(EIO);
    }
  }

  byte[] status(int descriptor) {
    if (descriptor != DESCRIPTOR) {
      return error(EBADF);
    }
    try {
      final long size = image.size();
      // struct stat of the protocol: big-endian, 32 bits but for the sizes.
      final ByteBuffer stat = ByteBuffer.allocate(STAT_BYTES);
      stat.putInt(0).putInt(0).putInt(REGULAR_FILE).putInt(1).putInt(0).putInt(0).putInt(0);
      stat.putLong(size).putLong(BLOCK).putLong((size + BLOCK - 1) / BLOCK);
      return withData("F%x;".formatted(STAT_BYTES), stat.array(), STAT_BYTES);
    } catch (IOException e) {
      return error(EIO);
    }
  }

  byte[] close(int descriptor) {
    return descriptor == DESCRIPTOR ? text("F0") : error(EBADF);
  }

  byte[] readLink() {
    return error(EINVAL);
  }

  private static byte[] error(int number) {
    return text("F-1,%x".formatted(number));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] withData(String head, byte[] data, int count) {
    return ByteBuffer.allocate(head.length() + count).put(text(head)).put(data, 0, count).array();
  }
}
