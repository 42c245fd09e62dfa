package dev.cubicle.trampolines.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The names of an ELF file's sections, by which it is recognised for what it is. Reads the section
 * headers alone.
 */
public final class SectionNames {
  private static final int HEADER_SIZE = 64;
  private static final int SECTION_SIZE = 64;
  private static final int MAGIC = 0x464c_457f;
  private static final int MAXIMUM_NAMES = 1 << 16;

  private SectionNames() {}

  /** The names; none when the file cannot be read or is no 64-bit ELF file with sections. */
  public static Set<String> of(Path file) {
    if (!Files.isRegularFile(file)) {
      return Set.of();
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      return read(channel);
    } catch (IOException e) {
      return Set.of();
    }
  }

  private static Set<String> read(SeekableByteChannel channel) throws IOException {
    ByteBuffer header = read(channel, 0, HEADER_SIZE);
    if (header.limit() < HEADER_SIZE
        || header.getInt(0) != MAGIC
        || header.getShort(58) != SECTION_SIZE) {
      return Set.of();
    }
    int count = Short.toUnsignedInt(header.getShort(60));
    int names = Short.toUnsignedInt(header.getShort(62));
    ByteBuffer sections = read(channel, header.getLong(40), count * SECTION_SIZE);
    if (sections.limit() < count * SECTION_SIZE || names >= count) {
      return Set.of();
    }
    long size = sections.getLong(names * SECTION_SIZE + 32);
    ByteBuffer strings =
        read(
            channel,
            sections.getLong(names * SECTION_SIZE + 24),
            Math.clamp(size, 0, MAXIMUM_NAMES));
    Set<String> found = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      long offset = Integer.toUnsignedLong(sections.getInt(i * SECTION_SIZE));
      found.add(ImageBytes.string(strings, offset));
    }
    return found;
  }

  /** A piece of the file, cut at its end. */
  private static ByteBuffer read(SeekableByteChannel channel, long offset, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (offset >= 0) {
      channel.position(offset);
      while (buffer.hasRemaining() && channel.read(buffer) > 0) {
        // Goes on until nothing more comes.
      }
    }
    return buffer.flip();
  }
}
