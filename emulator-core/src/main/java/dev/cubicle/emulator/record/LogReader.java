package dev.cubicle.emulator.record;

import java.io.IOException;
import java.nio.file.Path;

/** Reads events and effects in order, from any chunk on. */
final class LogReader implements AutoCloseable {
  private final BlockFile file;
  private final ByteReader in = new ByteReader();
  private int chunk = -1;

  /** What differences are relative to; see {@link LogWriter}. */
  private long lastRip;

  private long lastPage;
  private long lastFrame;

  /** A place in the log, with all that reading on needs. */
  record Place(int chunk, int offset, long lastRip, long lastPage, long lastFrame) {}

  LogReader(Path path) throws IOException {
    file = BlockFile.open(path);
    for (int i = 0; i < file.size(); i++) {
      if (file.block(i).magic() != Layout.CHUNK_MAGIC) {
        throw ByteReader.damaged();
      }
    }
  }

  int chunks() {
    return file.size();
  }

  /** Goes to the beginning of a chunk, or the end of the log. */
  void seek(int number) {
    if (number < 0 || number > file.size()) {
      throw ByteReader.damaged();
    }
    chunk = number;
    lastRip = 0;
    lastPage = 0;
    lastFrame = 0;
    if (number < file.size()) {
      final byte[] bytes = file.read(number);
      in.open(bytes, bytes.length);
    } else {
      in.open(new byte[0], 0);
    }
  }

  Place place() {
    return new Place(chunk, in.position(), lastRip, lastPage, lastFrame);
  }

  void seek(Place place) {
    if (chunk != place.chunk()) {
      seek(place.chunk());
    }
    in.seek(place.offset());
    lastRip = place.lastRip();
    lastPage = place.lastPage();
    lastFrame = place.lastFrame();
  }

  /** Whether a chunk begins here. */
  boolean atStart(int number) {
    peek();
    return chunk == number && in.position() == 0;
  }

  /** The next operation, which stays; −1 at the end of what is there. */
  int peek() {
    while (in.atEnd() && chunk < file.size()) {
      seek(chunk + 1);
    }
    return in.peek();
  }

  /** Takes the operation that {@link #peek} gave; its operands follow. */
  ByteReader take() {
    in.next();
    return in;
  }

  /** The operands of the operation taken. */
  ByteReader operands() {
    return in;
  }

  long rip() {
    lastRip += in.difference();
    return lastRip;
  }

  long page() {
    lastPage += in.difference();
    return lastPage;
  }

  long frame() {
    lastFrame += in.difference();
    return lastFrame;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
