package dev.cubicle.emulator.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A file of blocks as {@link Layout} describes it. What a recording that was cut short left behind
 * at the end is as if it were not there.
 */
final class BlockFile implements AutoCloseable {
  private static final int HEADER = 16;

  private final FileChannel channel;
  private final List<Block> blocks = new ArrayList<>();
  private final Inflater inflater = new Inflater(true);

  /**
   * One block.
   *
   * @param magic what kind
   * @param first second word of the header: bytes, or frames
   * @param second third word: compressed bytes, or bytes of the table
   * @param third fourth word: CRC, or bytes of the data
   * @param at where in the file the header ends
   */
  record Block(int magic, int first, int second, int third, long at) {
    /** Bytes behind the header. */
    long length() {
      return magic == Layout.FRAMES_MAGIC ? (long) second + third : second;
    }
  }

  private BlockFile(FileChannel channel) {
    this.channel = channel;
  }

  static BlockFile open(Path path) throws IOException {
    final BlockFile file = new BlockFile(FileChannel.open(path, StandardOpenOption.READ));
    try {
      file.scan();
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void scan() throws IOException {
    final ByteBuffer header = ByteBuffer.allocate(HEADER);
    long at = 0;
    while (at + HEADER <= channel.size()) {
      header.clear();
      readFully(header, at);
      header.flip();
      final Block block =
          new Block(
              header.getInt(), header.getInt(), header.getInt(), header.getInt(), at + HEADER);
      if (!plausible(block)) {
        throw ByteReader.damaged();
      }
      at += HEADER + block.length();
      if (at <= channel.size()) {
        blocks.add(block);
      }
    }
  }

  private static boolean plausible(Block block) {
    return switch (block.magic()) {
      case Layout.CHUNK_MAGIC, Layout.STATE_MAGIC ->
          inside(block.first(), Layout.LARGEST_BLOCK)
              && inside(block.second(), Layout.LARGEST_BLOCK);
      case Layout.FRAMES_MAGIC ->
          inside(block.first(), Layout.SECTION_FRAMES)
              && inside(block.second(), Layout.SECTION_FRAMES * 20)
              && inside(block.third(), Layout.SECTION_FRAMES * Layout.FRAME);
      default -> false;
    };
  }

  private static boolean inside(int value, int maximum) {
    return value > 0 && value <= maximum || value == 0;
  }

  int size() {
    return blocks.size();
  }

  Block block(int number) {
    return blocks.get(number);
  }

  /** The bytes of a chunk or a state. */
  byte[] read(int number) {
    final Block block = blocks.get(number);
    final byte[] bytes = inflate(bytes(block.at(), block.second()), block.first());
    final CRC32 crc = new CRC32();
    crc.update(bytes);
    if ((int) crc.getValue() != block.third()) {
      throw ByteReader.damaged();
    }
    return bytes;
  }

  /** Bytes at a place in the file, as they are. */
  byte[] bytes(long at, int length) {
    try {
      final ByteBuffer buffer = ByteBuffer.allocate(length);
      readFully(buffer, at);
      return buffer.array();
    } catch (IOException e) {
      throw new RecordException("the record cannot be read: " + e.getMessage(), e);
    }
  }

  byte[] inflate(byte[] compressed, int length) {
    final byte[] bytes = new byte[length];
    inflater.reset();
    inflater.setInput(compressed);
    try {
      int done = 0;
      while (done < length) {
        final int count = inflater.inflate(bytes, done, length - done);
        if (count == 0) {
          throw ByteReader.damaged();
        }
        done += count;
      }
      return bytes;
    } catch (DataFormatException e) {
      throw new RecordException(ByteReader.damaged().getMessage(), e);
    }
  }

  private void readFully(ByteBuffer buffer, long at) throws IOException {
    long from = at;
    while (buffer.hasRemaining()) {
      final int count = channel.read(buffer, from);
      if (count < 0) {
        throw ByteReader.damaged();
      }
      from += count;
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    channel.close();
  }
}
