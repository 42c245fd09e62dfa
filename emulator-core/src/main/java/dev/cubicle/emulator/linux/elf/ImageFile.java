package dev.cubicle.emulator.linux.elf;

import dev.cubicle.emulator.memory.FileBacking;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A program file of the host, read page by page as the guest touches it. */
public final class ImageFile implements FileBacking, AutoCloseable {
  private final String name;
  private final FileChannel channel;

  private ImageFile(String name, FileChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  /** Opens a file for reading; its name in messages is the path as given. */
  public static ImageFile open(Path path) throws IOException {
    return new ImageFile(path.toString(), FileChannel.open(path, StandardOpenOption.READ));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(long position, byte[] destination, int offset, int length) throws IOException {
    return Math.max(0, channel.read(ByteBuffer.wrap(destination, offset, length), position));
  }

  /** Programs are mapped privately; nothing is written back. */
  @Override
  public void write(long position, byte[] source, int offset, int length) throws IOException {
    throw new IOException(name + " is not open for writing");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
