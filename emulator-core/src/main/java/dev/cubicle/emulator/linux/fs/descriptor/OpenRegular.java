package dev.cubicle.emulator.linux.fs.descriptor;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileContent;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.emulator.memory.SharedPages;
import java.io.IOException;

/** An open regular file. */
public final class OpenRegular extends OpenFile {

  /** Values of {@code whence}. */
  private static final int SEEK_SET = 0;

  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private final RegularNode node;
  private final String name;
  private final FileContent content;
  private boolean mapped;
  private long position;

  public OpenRegular(RegularNode node, FileContent content, String name, int flags) {
    super(node, flags);
    this.node = node;
    this.content = content;
    this.name = name;
  }

  public FileContent content() {
    return content;
  }

  /**
   * The file for a mapping, which may outlive the descriptors: from now on closing does not close
   * the content. A host file's channel is then closed when nothing refers to it any more.
   */
  FileBacking forMapping() {
    mapped = true;
    return new MappedFile(node, name, content);
  }

  /** Cuts or extends with zeros. */
  public void truncate(long size) throws LinuxError {
    node.truncate(content, size);
  }

  /** Makes a range read as zeros and releases its storage where that is possible. */
  public void punch(long at, long length) throws LinuxError {
    content.punch(at, length);
    final SharedPages pages = node.sharedPages();
    if (pages != null) {
      pages.cleared(at, at + length);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void position(long newPosition) {
    position = newPosition;
  }

  @Override
  public long end() throws LinuxError {
    return content.size();
  }

  @Override
  public long seek(long offset, int whence) throws LinuxError {
    final long base =
        switch (whence) {
          case SEEK_SET -> 0;
          case SEEK_CUR -> position;
          case SEEK_END -> content.size();
          case SEEK_DATA, SEEK_HOLE -> {
            if (offset < 0 || offset >= content.size()) {
              throw new LinuxError(Errno.ENXIO);
            }
            yield (whence == SEEK_DATA ? content.nextData(offset) : content.nextHole(offset))
                - offset;
          }
          default -> throw new LinuxError(Errno.EINVAL);
        };
    final long target = base + offset;
    if (target < 0) {
      throw new LinuxError(Errno.EINVAL);
    }
    position = target;
    return target;
  }

  @Override
  public int readAt(long at, byte[] destination, int offset, int length) throws LinuxError {
    final int count = content.read(at, destination, offset, length);
    final SharedPages pages = node.sharedPages();
    if (pages != null && count > 0) {
      pages.overlay(at, destination, offset, count);
    }
    return count;
  }

  @Override
  public int writeAt(long at, byte[] source, int offset, int length) throws LinuxError {
    final int count = content.write(at, source, offset, length);
    final SharedPages pages = node.sharedPages();
    if (pages != null) {
      pages.overwritten(at, source, offset, count);
    }
    return count;
  }

  @Override
  public void sync() throws LinuxError {
    final SharedPages pages = node.sharedPages();
    if (pages != null) {
      writeBack(pages);
    }
    content.sync();
  }

  private static void writeBack(SharedPages pages) throws LinuxError {
    try {
      pages.writeBack();
    } catch (IOException e) {
      throw e.getCause() instanceof LinuxError error ? error : new LinuxError(Errno.EIO);
    }
  }

  @Override
  protected void closed() {
    if (!mapped) {
      content.close();
    }
  }
}
