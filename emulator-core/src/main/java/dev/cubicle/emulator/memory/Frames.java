package dev.cubicle.emulator.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Frames as an address space uses them: filled from files, and with the engines told whenever bytes
 * change that they may have translated.
 */
final class Frames {
  private static final int SIZE = PhysicalMemory.FRAME_SIZE;

  private final PhysicalMemory memory;
  private final Translations translations;
  private final byte[] page = new byte[SIZE];

  /** Null when nobody keeps one. */
  private MemoryJournal journal;

  Frames(PhysicalMemory memory, Translations translations) {
    this.memory = memory;
    this.translations = translations;
  }

  /** A frame of zeros, or {@link PhysicalMemory#EXHAUSTED}. */
  long zeroed() {
    long frame = memory.allocateFrame();
    if (journal != null && frame != PhysicalMemory.EXHAUSTED) {
      journal.frameCleared(frame);
    }
    return frame;
  }

  void journal(MemoryJournal keeper) {
    journal = keeper;
  }

  /**
   * A frame with a page of a file; zeros follow the file's end.
   *
   * @return its physical address, {@link PhysicalMemory#EXHAUSTED}, or {@link
   *     SharedFile#BEHIND_END} when the page has no byte of the file or cannot be read
   */
  long read(FileBacking file, long position) {
    try {
      int count = position < 0 || position >= file.size() ? 0 : fill(file, position);
      if (count <= 0) {
        return SharedFile.BEHIND_END;
      }
      long frame = zeroed();
      if (frame != PhysicalMemory.EXHAUSTED) {
        MemorySegment.copy(page, 0, memory.segment(), ValueLayout.JAVA_BYTE, frame, count);
        note(frame, count);
      }
      return frame;
    } catch (IOException e) {
      return SharedFile.BEHIND_END;
    }
  }

  private int fill(FileBacking file, long position) throws IOException {
    int count = 0;
    while (count < SIZE) {
      int read = file.read(position + count, page, count, SIZE - count);
      if (read <= 0) {
        break;
      }
      count += read;
    }
    return count;
  }

  void retain(long frame) {
    memory.retainFrame(frame);
  }

  int references(long frame) {
    return memory.references(frame);
  }

  void release(long frame) {
    // Told while the frame is still in use: who is told marks it as no longer executed.
    if (memory.references(frame) == 1 && memory.executed(frame)) {
      translations.codeChanged(frame);
    }
    memory.releaseFrame(frame);
  }

  void copyOut(long physicalAddress, byte[] bytes, int offset, int length) {
    MemorySegment.copy(
        memory.segment(), ValueLayout.JAVA_BYTE, physicalAddress, bytes, offset, length);
  }

  /** Fills a new frame from another. */
  void copy(long from, long to) {
    MemorySegment.copy(memory.segment(), from, memory.segment(), to, SIZE);
    note(to, SIZE);
  }

  /** Writes within one frame. */
  void write(long physicalAddress, byte[] bytes, int offset, int length) {
    MemorySegment.copy(
        bytes, offset, memory.segment(), ValueLayout.JAVA_BYTE, physicalAddress, length);
    written(physicalAddress, length);
  }

  private void note(long physicalAddress, int length) {
    if (journal != null) {
      journal.frameWritten(physicalAddress, length);
    }
  }

  /** Tells the engines, if need be, that bytes of one frame were written. */
  void written(long physicalAddress, int length) {
    note(physicalAddress, length);
    long frame = physicalAddress & -SIZE;
    if (memory.executed(frame)) {
      translations.codeChanged(frame);
    }
  }

  long freeFrames() {
    return memory.freeFrames();
  }

  long inUse() {
    return memory.framesInUse();
  }
}
