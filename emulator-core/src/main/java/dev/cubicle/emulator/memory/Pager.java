package dev.cubicle.emulator.memory;

import dev.cubicle.mpk.PageTableEntry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Brings pages into memory and takes them out again. Judges no access: see AddressSpace. */
final class Pager {
  private static final int PAGE = PageTableEntry.PAGE_SIZE;

  /**
   * How much is paged in at one fault: the block of this size and alignment around the address. A
   * page fault costs leaving and re-entering the emulation, a page of zeros next to nothing.
   */
  private static final long FAULT_AROUND = 16L * PAGE;

  private final MappingTable mappings;
  private final Translations translations;
  private final Frames frames;
  private final Map<FileBacking, SharedFile> sharedFiles = new HashMap<>();

  Pager(MappingTable mappings, Translations translations, Frames frames) {
    this.mappings = mappings;
    this.translations = translations;
    this.frames = frames;
  }

  /** Makes a page of a mapping present, for writing if its protection allows writes. */
  Resolution pageIn(Mapping mapping, long page, boolean write) {
    MappingAttributes attributes = mapping.attributes();
    long entry = translations.entry(page);
    if (entry == 0) {
      Resolution resolution = load(attributes, page);
      if (resolution != Resolution.PAGED_IN) {
        return resolution;
      }
      if (!attributes.shared()) {
        loadNeighbours(mapping, page);
      }
      entry = translations.entry(page);
    }
    if (write && attributes.shared() && !PageTableEntry.writable(entry)) {
      shared(attributes).setDirty(attributes.fileOffset(page));
      translations.set(page, withFlags(entry, attributes, page));
    }
    return Resolution.PAGED_IN;
  }

  private void loadNeighbours(Mapping mapping, long page) {
    long block = page & -FAULT_AROUND;
    long end = Math.min(block + FAULT_AROUND, mapping.end());
    for (long near = Math.max(block, mapping.start()); near < end; near += PAGE) {
      // A guest that fills its memory gets the pages that it asks for and no others.
      if (frames.freeFrames() < frames.inUse()) {
        return;
      }
      if (translations.entry(near) == 0
          && load(mapping.attributes(), near) != Resolution.PAGED_IN) {
        return;
      }
    }
  }

  private Resolution load(MappingAttributes attributes, long page) {
    long frame;
    if (attributes.shared()) {
      frame = shared(attributes).acquire(attributes.fileOffset(page));
    } else if (attributes.file() != null) {
      frame = readPrivate(attributes.file(), attributes.fileOffset(page));
    } else {
      frame = frames.zeroed();
    }
    if (frame == SharedFile.BEHIND_END) {
      return Resolution.BUS_ADRERR;
    }
    if (frame == PhysicalMemory.EXHAUSTED) {
      return Resolution.OUT_OF_MEMORY;
    }
    translations.set(page, withFlags(frame, attributes, page));
    return Resolution.PAGED_IN;
  }

  /** A new frame with a page of a file, with what was stored to its shared mappings. */
  private long readPrivate(FileBacking file, long position) {
    long frame = frames.read(file, position);
    SharedFile shared = frame < 0 || sharedFiles.isEmpty() ? null : sharedFiles.get(file);
    if (shared != null) {
      shared.copyTo(position, frame);
    }
    return frame;
  }

  /**
   * The entry for a page, in a frame, of a mapping with these attributes. A page of a shared file
   * is not writable until a store asks for it, so that only pages that were stored to are written
   * back.
   *
   * @param frame any entry that names the frame
   */
  long withFlags(long frame, MappingAttributes attributes, long page) {
    long flags = Protection.pageFlags(attributes.protection());
    if (attributes.shared() && !shared(attributes).dirty(attributes.fileOffset(page))) {
      flags &= ~PageTableEntry.WRITABLE;
    }
    return PageTableEntry.make(PageTableEntry.frameAddress(frame), flags, attributes.key());
  }

  /** Forgets the pages of a range that lies in one mapping: contents of private ones are lost. */
  void drop(Mapping mapping) {
    drop(mapping, mapping.start());
  }

  /** Forgets the pages of a mapping from an address on. */
  private void drop(Mapping mapping, long from) {
    MappingAttributes attributes = mapping.attributes();
    translations.revise(
        from,
        mapping.end(),
        (page, entry) -> {
          if (attributes.shared()) {
            shared(attributes).release(attributes.fileOffset(page));
          } else {
            frames.release(PageTableEntry.frameAddress(entry));
          }
          return 0;
        });
  }

  /** A range is now mapped with these attributes; its pages are not present. */
  void mapped(long start, long end, MappingAttributes attributes) {
    mappings.put(start, end, attributes);
    if (attributes.shared()) {
      sharedFiles
          .computeIfAbsent(attributes.file(), this::share)
          .mapped((end - start) / PAGE, attributes.file(), attributes.mayWrite());
    }
  }

  private SharedFile share(FileBacking file) {
    SharedFile shared = new SharedFile(file, frames, offset -> forget(file, offset));
    file.sharingBegan(shared);
    return shared;
  }

  /** Forgets pages of all mappings of a file, private ones as well, from an offset on. */
  private void forget(FileBacking file, long offset) {
    for (Mapping mapping : mappings.all()) {
      if (file.equals(mapping.file()) && offset < mapping.fileOffset() + mapping.length()) {
        drop(mapping, mapping.start() + Math.max(0, offset - mapping.fileOffset()));
      }
    }
  }

  /** A part of a mapping goes, its pages are gone already. */
  void unmapped(Mapping mapping) {
    mappings.remove(mapping.start(), mapping.end());
    if (mapping.shared() && shared(mapping.attributes()).unmapped(mapping.length() / PAGE)) {
      sharedFiles.remove(mapping.file()).close();
    }
  }

  void synchronise(Mapping mapping) throws IOException {
    if (mapping.shared()) {
      shared(mapping.attributes())
          .synchronise(mapping.fileOffset(), mapping.fileOffset() + mapping.length());
    }
  }

  private SharedFile shared(MappingAttributes attributes) {
    return sharedFiles.get(attributes.file());
  }
}
