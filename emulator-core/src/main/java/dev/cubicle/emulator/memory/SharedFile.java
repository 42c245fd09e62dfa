package dev.cubicle.emulator.memory;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The pages of a file that shared mappings have in common: its page cache. Exists from the file's
 * first shared mapping to its last; holds one reference to each frame, and every page-table entry
 * holds another.
 */
final class SharedFile implements SharedPages {
  private static final int PAGE = PhysicalMemory.FRAME_SIZE;

  /** A page in memory. Dirty from the moment a store to it is allowed. */
  private static final class Page {
    final long frame;
    boolean dirty;

    Page(long frame) {
      this.frame = frame;
    }
  }

  /** A physical address, when negative one of these. */
  static final long BEHIND_END = -2;

  private final Frames frames;
  private final LongConsumer forgetFrom;
  private final Map<Long, Page> pages = new HashMap<>();

  /** The file as the last mapping with a right to write opened it. */
  private FileBacking file;

  /** How many pages of address space map the file, present or not. */
  private long mappedPages;

  /**
   * @param forgetFrom has all mappings of the file forget their pages from an offset on
   */
  SharedFile(FileBacking file, Frames frames, LongConsumer forgetFrom) {
    this.file = file;
    this.frames = frames;
    this.forgetFrom = forgetFrom;
  }

  /** Adds mappings through an open file, which is the same file as ever. */
  void mapped(long count, FileBacking opened, boolean mayWrite) {
    mappedPages += count;
    if (mayWrite) {
      file = opened;
    }
  }

  /** Takes mappings away; whether none is left. */
  boolean unmapped(long count) {
    mappedPages -= count;
    return mappedPages == 0;
  }

  /**
   * The frame of a page, with a reference added for the caller.
   *
   * @param position the page's offset in the file
   * @return its physical address, {@link PhysicalMemory#EXHAUSTED} or {@link #BEHIND_END}
   */
  long acquire(long position) {
    Page page = pages.get(position);
    if (page == null) {
      long frame = frames.read(file, position);
      if (frame < 0) {
        return frame;
      }
      page = new Page(frame);
      pages.put(position, page);
    }
    frames.retain(page.frame);
    return page.frame;
  }

  /** Gives back what {@link #acquire} gave. A page of a file that nobody maps leaves memory. */
  void release(long position) {
    Page page = pages.get(position);
    frames.release(page.frame);
    if (!(file instanceof SharedAnonymousMemory) && frames.references(page.frame) == 1) {
      dismiss(position, page);
      pages.remove(position);
    }
  }

  boolean dirty(long position) {
    Page page = pages.get(position);
    return page != null && page.dirty;
  }

  void setDirty(long position) {
    pages.get(position).dirty = true;
  }

  /** Writes dirty pages between two offsets back. They stay dirty: stores are still allowed. */
  void synchronise(long from, long to) throws IOException {
    for (var entry : pages.entrySet()) {
      if (entry.getValue().dirty && entry.getKey() >= from && entry.getKey() < to) {
        writeBack(entry.getKey(), entry.getValue());
      }
    }
  }

  @Override
  public void overlay(long position, byte[] bytes, int offset, int length) {
    int done = 0;
    while (done < length) {
      long at = position + done;
      int inPage = (int) (at & (PAGE - 1));
      int count = Math.min(length - done, PAGE - inPage);
      Page page = pages.get(at - inPage);
      if (page != null && page.dirty) {
        frames.copyOut(page.frame + inPage, bytes, offset + done, count);
      }
      done += count;
    }
  }

  @Override
  public void overwritten(long position, byte[] bytes, int offset, int length) {
    int done = 0;
    while (done < length) {
      long at = position + done;
      int inPage = (int) (at & (PAGE - 1));
      int count = Math.min(length - done, PAGE - inPage);
      Page page = pages.get(at - inPage);
      if (page != null) {
        frames.write(page.frame + inPage, bytes, offset + done, count);
      }
      done += count;
    }
  }

  @Override
  public void cleared(long from, long to) {
    byte[] zeros = new byte[PAGE];
    pages.forEach(
        (position, page) -> {
          int start = Math.clamp(from - position, 0, PAGE);
          int end = Math.clamp(to - position, 0, PAGE);
          if (start < end) {
            frames.write(page.frame + start, zeros, 0, end - start);
          }
        });
  }

  @Override
  public void truncated(long size) {
    cleared(size, Long.MAX_VALUE);
    if (size <= Long.MAX_VALUE - PAGE) {
      forgetFrom.accept((size + PAGE - 1) & -PAGE);
    }
  }

  @Override
  public void writeBack() throws IOException {
    synchronise(0, Long.MAX_VALUE);
  }

  /** A page as mappings have it, in place of what a frame was filled with from the file. */
  void copyTo(long position, long frame) {
    Page page = pages.get(position);
    if (page != null) {
      frames.copy(page.frame, frame);
    }
  }

  /** Writes everything back and frees all pages; no entry names them any more. */
  void close() {
    pages.forEach(this::dismiss);
    pages.clear();
    file.sharingEnded();
  }

  private void dismiss(long position, Page page) {
    if (page.dirty) {
      try {
        writeBack(position, page);
      } catch (IOException e) {
        // munmap and exit have nobody to tell, on Linux neither; msync reports.
      }
    }
    frames.release(page.frame);
  }

  /** The file does not grow by being mapped: what lies behind its end is dropped. */
  private void writeBack(long position, Page page) throws IOException {
    int length = Math.clamp(file.size() - position, 0, PAGE);
    if (length > 0) {
      byte[] bytes = new byte[length];
      frames.copyOut(page.frame, bytes, 0, length);
      file.write(position, bytes, 0, length);
    }
  }
}
