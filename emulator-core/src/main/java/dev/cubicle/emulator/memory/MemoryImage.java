package dev.cubicle.emulator.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A guest's memory as it is: mappings, page table and frames without the rules that tie them
 * together. A recorder reads it and keeps a {@link MemoryJournal}; a replay writes it, and never
 * pages anything in. Engines are told of what they must forget, as ever.
 *
 * <p>Frames that are written must be in use; see {@link PhysicalMemory#claim}.
 */
public final class MemoryImage {
  private final PhysicalMemory memory;
  private final MappingTable mappings;
  private final Translations translations;
  private final Frames frames;

  MemoryImage(
      PhysicalMemory memory, MappingTable mappings, Translations translations, Frames frames) {
    this.memory = memory;
    this.mappings = mappings;
    this.translations = translations;
    this.frames = frames;
  }

  /** Has {@code journal} told of changes from now on; null for nobody. */
  public void keep(MemoryJournal journal) {
    mappings.journal(journal);
    translations.journal(journal);
    frames.journal(journal);
  }

  public PhysicalMemory memory() {
    return memory;
  }

  /** All mappings in the order of addresses. */
  public List<Mapping> mappings() {
    return mappings.all();
  }

  /** All page-table entries in the order of addresses, without {@link AddressSpace#CACHED}. */
  public void entries(EntryReader reader) {
    translations.forEach(reader);
  }

  /** Copies bytes of one frame. */
  public void read(long physicalAddress, byte[] target, int offset, int length) {
    frames.copyOut(physicalAddress, target, offset, length);
  }

  /** Forgets all mappings and page-table entries. */
  public void clear() {
    mappings.remove(0, AddressSpace.LIMIT);
    translations.clear();
  }

  public void setEntry(long page, long entry) {
    translations.set(page, entry);
  }

  public void map(long start, long end, MappingAttributes attributes) {
    mappings.put(start, end, attributes);
  }

  public void unmap(long start, long end) {
    mappings.remove(start, end);
  }

  /** Writes bytes of one frame. */
  public void write(long physicalAddress, byte[] source, int offset, int length) {
    frames.write(physicalAddress, source, offset, length);
  }

  /** Makes a frame's bytes zero. */
  public void clearFrame(long frame) {
    memory.segment().asSlice(frame, PhysicalMemory.FRAME_SIZE).fill((byte) 0);
    frames.written(frame, PhysicalMemory.FRAME_SIZE);
  }

  /** Whether a frame's bytes are those in {@code bytes} from {@code offset} on. */
  public boolean holds(long frame, byte[] bytes, int offset) {
    final MemorySegment expected = MemorySegment.ofArray(bytes);
    return MemorySegment.mismatch(
            memory.segment(),
            frame,
            frame + PhysicalMemory.FRAME_SIZE,
            expected,
            offset,
            offset + PhysicalMemory.FRAME_SIZE)
        < 0;
  }

  /** Whether all bytes of a frame are zero. */
  public boolean zero(long frame) {
    for (long at = frame; at < frame + PhysicalMemory.FRAME_SIZE; at += Long.BYTES) {
      if (memory.segment().get(ValueLayout.JAVA_LONG, at) != 0) {
        return false;
      }
    }
    return true;
  }
}
