package dev.cubicle.emulator.linux.fs.descriptor;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.FileContent;
import dev.cubicle.emulator.linux.fs.vfs.RegularNode;
import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.emulator.memory.SharedPages;
import java.io.IOException;

/** A regular file as a source of pages. Equal to every other mapping of the same inode. */
final class MappedFile implements FileBacking {

  private final RegularNode node;
  private final String name;
  private final FileContent content;

  MappedFile(RegularNode node, String name, FileContent content) {
    this.node = node;
    this.name = name;
    this.content = content;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() throws IOException {
    try {
      return content.size();
    } catch (LinuxError e) {
      throw failed(e);
    }
  }

  @Override
  public int read(long position, byte[] destination, int offset, int length) throws IOException {
    try {
      return content.read(position, destination, offset, length);
    } catch (LinuxError e) {
      throw failed(e);
    }
  }

  @Override
  public void write(long position, byte[] source, int offset, int length) throws IOException {
    try {
      int done = 0;
      while (done < length) {
        done += content.write(position + done, source, offset + done, length - done);
      }
    } catch (LinuxError e) {
      throw failed(e);
    }
  }

  @Override
  public void sharingBegan(SharedPages pages) {
    node.sharedPages(pages);
  }

  @Override
  public void sharingEnded() {
    node.sharedPages(null);
  }

  private IOException failed(LinuxError error) {
    return new IOException(name + ": " + error.errno(), error);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MappedFile mapped && mapped.node == node;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(node);
  }
}
