package dev.cubicle.emulator.record;

import dev.cubicle.emulator.machine.WrittenFrames;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.MemoryImage;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.mpk.PageTableEntry;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory of a replay. The machine has a frame of its own, wherever it finds one; so all frames
 * of the record are moved up by {@link #BIAS}.
 */
final class ReplayMemory {
  /** Bytes that recorded physical addresses are lower than ours. */
  static final long BIAS = 16L * Layout.FRAME;

  private static final int PAGE_SHIFT = 12;
  private static final int MOST_MAPPINGS = AddressSpace.MAXIMUM_MAPPINGS + 1024;

  private final MemoryImage image;
  private final long frames;
  private final WrittenFrames written;

  /**
   * @param size bytes of memory when it was recorded
   * @param written told of every frame that is changed here
   */
  ReplayMemory(MemoryImage image, long size, WrittenFrames written) {
    this.image = image;
    this.frames = size / Layout.FRAME;
    this.written = written;
  }

  void entry(LogReader log) {
    final long number = log.page();
    if (number <= 0 || number >= AddressSpace.LIMIT >>> PAGE_SHIFT) {
      throw ByteReader.damaged();
    }
    final long entry = Long.rotateRight(log.operands().number(), 1);
    image.setEntry(number << PAGE_SHIFT, moved(entry));
  }

  /** An entry that names our frame. */
  private long moved(long entry) {
    if (entry == 0) {
      return 0;
    }
    final long frame = ours(PageTableEntry.frameAddress(entry) / Layout.FRAME);
    return entry & ~PageTableEntry.FRAME_MASK & ~AddressSpace.CACHED | frame;
  }

  /** The physical address of a recorded frame, which is in use from now on. */
  long ours(long number) {
    if (number < 0 || number >= frames) {
      throw ByteReader.damaged();
    }
    final PhysicalMemory memory = image.memory();
    final long frame = number * Layout.FRAME + BIAS;
    if (frame / Layout.FRAME >= memory.firstUnusedFrame()) {
      memory.claim(frame / Layout.FRAME + 1);
    }
    return frame;
  }

  void clearFrame(LogReader log) {
    final long frame = ours(log.frame());
    written.add(frame);
    image.clearFrame(frame);
  }

  void write(ByteReader in) {
    final long at = in.number();
    final int length = in.number(Layout.FRAME);
    final int offset = (int) (at & Layout.FRAME - 1);
    if (offset + length > Layout.FRAME) {
      throw ByteReader.damaged();
    }
    final long target = ours(at >>> PAGE_SHIFT) + offset;
    written.add(target);
    image.write(target, in.array(), in.skip(length), length);
  }

  void map(ByteReader in) {
    MappingCode.apply(in, image);
  }

  void unmap(ByteReader in) {
    MappingCode.applyUnmap(in, image);
  }

  /** Sets a frame's bytes; null for zeros. */
  void set(int number, byte[] bytes) {
    final long frame = ours(number);
    if (bytes == null) {
      image.clearFrame(frame);
    } else {
      image.write(frame, bytes, 0, bytes.length);
    }
  }

  /** The number in the record of a frame of ours; negative for one that is not of the record. */
  static long recorded(long frame) {
    return (frame - BIAS) / Layout.FRAME;
  }

  /** Writes what {@link #restore} reads. */
  void write(ByteWriter to) {
    to.number(image.mappings().size());
    image.mappings().forEach(mapping -> MappingCode.write(to, mapping));
    EntryCode.write(to, image, BIAS);
  }

  /** A copy of a frame's bytes. */
  byte[] copy(int number) {
    final byte[] bytes = new byte[Layout.FRAME];
    image.read(number * (long) Layout.FRAME + BIAS, bytes, 0, Layout.FRAME);
    return bytes;
  }

  /** Reads mappings and page table from a snapshot. */
  void restore(ByteReader from) {
    image.unmap(0, AddressSpace.LIMIT);
    final int count = from.number(MOST_MAPPINGS);
    for (int i = 0; i < count; i++) {
      MappingCode.apply(from, image);
    }
    final Map<Long, Long> before = new HashMap<>();
    image.entries(before::put);
    EntryCode.read(
        from,
        (page, entry) -> {
          final long wanted = moved(entry);
          final Long had = before.remove(page);
          if (had == null || had != wanted) {
            image.setEntry(page, wanted);
          }
        });
    before.keySet().forEach(page -> image.setEntry(page, 0));
  }
}
