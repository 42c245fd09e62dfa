package dev.cubicle.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks whether a file may be handed to the dynamic linker. glibc maps the segments that an ELF
 * header names without a look at the file's length, so a file that an interrupted set-up cut short
 * ends the whole JVM with SIGBUS.
 */
final class LibraryFile {
  private static final int ELF_MAGIC = 0x464c457f;
  private static final int ELF64_HEADER_SIZE = 64;
  private static final int E_SHOFF = 0x28;
  private static final int E_SHENTSIZE = 0x3a;
  private static final int E_SHNUM = 0x3c;

  private LibraryFile() {}

  /**
   * Refuses an ELF file that is shorter than it says; files of other formats pass. The section
   * header table is what linkers write last, so the file is whole when that is.
   *
   * @throws NativeLibraryException with one line for the user
   */
  static void requireWhole(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      ByteBuffer header =
          ByteBuffer.wrap(in.readNBytes(ELF64_HEADER_SIZE)).order(ByteOrder.LITTLE_ENDIAN);
      if (header.limit() < Integer.BYTES || header.getInt(0) != ELF_MAGIC) {
        return;
      }
      if (header.limit() < ELF64_HEADER_SIZE || tableEnd(header) > Files.size(file)) {
        throw new NativeLibraryException(file + " is cut short: delete it and run ./cubicle setup");
      }
    } catch (IOException e) {
      throw new NativeLibraryException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static long tableEnd(ByteBuffer header) {
    long start = header.getLong(E_SHOFF);
    int size =
        Short.toUnsignedInt(header.getShort(E_SHENTSIZE))
            * Short.toUnsignedInt(header.getShort(E_SHNUM));
    // An offset that does not fit a file is behind its end.
    return start < 0 || start > Long.MAX_VALUE - size ? Long.MAX_VALUE : start + size;
  }
}
