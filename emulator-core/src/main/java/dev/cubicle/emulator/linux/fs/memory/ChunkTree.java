package dev.cubicle.emulator.linux.fs.memory;

import dev.cubicle.emulator.linux.LinuxError;

/**
 * The storage of a sparse file: a radix tree over chunks of 16 KiB, of which only written ones
 * exist. A look-up costs one step for every factor of 512 in size and allocates nothing.
 */
final class ChunkTree {

  static final int CHUNK_SHIFT = 14;
  static final int CHUNK_BYTES = 1 << CHUNK_SHIFT;

  private static final int FANOUT_SHIFT = 9;
  private static final int FANOUT = 1 << FANOUT_SHIFT;

  /** What a tree node is reckoned to take of host memory. */
  private static final int NODE_BYTES = FANOUT * 8;

  private final MemoryVolume volume;

  /** A chunk at height 0, otherwise a node: {@code Object[FANOUT]}. */
  private Object root;

  private int height;
  private long chunks;
  private long nodes;

  ChunkTree(MemoryVolume volume) {
    this.volume = volume;
  }

  /** How many chunks exist. */
  long chunks() {
    return chunks;
  }

  /** The chunk, or {@code null} for a hole. */
  byte[] get(long index) {
    if (!covers(index)) {
      return null;
    }
    Object at = root;
    for (int level = height; level > 0 && at != null; level--) {
      at = ((Object[]) at)[slot(index, level)];
    }
    return (byte[]) at;
  }

  /**
   * The chunk, made of zeros if it did not exist.
   *
   * @throws LinuxError ENOSPC
   */
  byte[] require(long index) throws LinuxError {
    final byte[] existing = get(index);
    if (existing != null) {
      return existing;
    }
    while (!covers(index)) {
      if (root != null) {
        final Object[] node = newNode();
        node[0] = root;
        root = node;
      }
      height++;
    }
    if (height == 0) {
      final byte[] chunk = newChunk();
      root = chunk;
      return chunk;
    }
    if (root == null) {
      root = newNode();
    }
    Object[] node = (Object[]) root;
    for (int level = height; level > 1; level--) {
      final int slot = slot(index, level);
      if (node[slot] == null) {
        node[slot] = newNode();
      }
      node = (Object[]) node[slot];
    }
    final byte[] chunk = newChunk();
    node[slot(index, 1)] = chunk;
    return chunk;
  }

  /** Drops the chunks from {@code first} up to and without {@code end}. */
  void drop(long first, long end) {
    if (root != null && first < end) {
      root = drop(root, height, 0, first, end);
      if (root == null) {
        height = 0;
      }
    }
  }

  /** The first existing chunk at or after {@code index}; −1 when there is none. */
  long next(long index) {
    return root == null ? -1 : next(root, height, 0, index);
  }

  private static long next(Object at, int level, long base, long index) {
    if (level == 0) {
      return base >= index ? base : -1;
    }
    final long span = span(level - 1);
    final Object[] node = (Object[]) at;
    final int start = index <= base ? 0 : (int) Math.min(FANOUT, (index - base) / span);
    for (int slot = start; slot < FANOUT; slot++) {
      if (node[slot] != null) {
        final long found = next(node[slot], level - 1, base + slot * span, index);
        if (found >= 0) {
          return found;
        }
      }
    }
    return -1;
  }

  private Object drop(Object at, int level, long base, long first, long end) {
    if (level == 0) {
      if (base < first || base >= end) {
        return at;
      }
      chunks--;
      volume.refund(CHUNK_BYTES);
      return null;
    }
    final long span = span(level - 1);
    final Object[] node = (Object[]) at;
    boolean empty = true;
    for (int slot = 0; slot < FANOUT; slot++) {
      if (node[slot] != null) {
        final long start = base + slot * span;
        if (start < end && start + span > first) {
          node[slot] = drop(node[slot], level - 1, start, first, end);
        }
        empty &= node[slot] == null;
      }
    }
    if (!empty) {
      return node;
    }
    nodes--;
    volume.refund(NODE_BYTES);
    return null;
  }

  private boolean covers(long index) {
    final int bits = height * FANOUT_SHIFT;
    return bits >= Long.SIZE || index >>> bits == 0;
  }

  private static int slot(long index, int level) {
    return (int) (index >>> (level - 1) * FANOUT_SHIFT) & FANOUT - 1;
  }

  /** How many chunks a subtree of this height spans. */
  private static long span(int level) {
    return 1L << level * FANOUT_SHIFT;
  }

  private Object[] newNode() throws LinuxError {
    volume.charge(NODE_BYTES);
    nodes++;
    return new Object[FANOUT];
  }

  private byte[] newChunk() throws LinuxError {
    volume.charge(CHUNK_BYTES);
    chunks++;
    return new byte[CHUNK_BYTES];
  }
}
