package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.PhysicalMemory;
import java.util.function.LongConsumer;

/** A set of frames whose bytes may have changed. */
public final class WrittenFrames {
  private static final int FRAME_SHIFT = 12;

  private final long[] words;

  /** The highest word that may hold something, so that a small guest is gone through fast. */
  private int top = -1;

  public WrittenFrames(PhysicalMemory memory) {
    words = new long[Math.toIntExact((memory.size() >>> FRAME_SHIFT) + Long.SIZE - 1 >>> 6)];
  }

  /** Adds the frame of a physical address. */
  public void add(long physicalAddress) {
    final int frame = (int) (physicalAddress >>> FRAME_SHIFT);
    final int word = frame >>> 6;
    words[word] |= 1L << frame;
    if (word > top) {
      top = word;
    }
  }

  /** Visits the physical addresses of all frames, in ascending order. */
  public void forEach(LongConsumer visitor) {
    for (int word = 0; word <= top; word++) {
      for (long bits = words[word]; bits != 0; bits &= bits - 1) {
        visitor.accept(((long) word << 6 | Long.numberOfTrailingZeros(bits)) << FRAME_SHIFT);
      }
    }
  }

  public void clear() {
    while (top >= 0) {
      words[top--] = 0;
    }
  }
}
