package dev.cubicle.emulator.record;

import dev.cubicle.emulator.memory.PhysicalMemory;

/**
 * The files of a record. All integers are big-endian.
 *
 * <pre>
 *   record.properties  what was run, and the version of all this
 *   image              the program
 *   log                chunks: magic, bytes, compressed bytes, CRC-32 of the bytes; deflated bytes
 *   memory             per snapshot, sections of frames and one of state:
 *                      frames: magic, count, bytes of the table, bytes of the data;
 *                              table: number (difference), size (0: zeros; 4096: as they are);
 *                              data: deflated frames
 *                      state:  as a chunk
 * </pre>
 *
 * A snapshot is the moment before the first event of a chunk. The first one holds all frames that
 * are not zero, each other one those that may have changed since the one before.
 */
final class Layout {
  static final String PROPERTIES = "record.properties";
  static final String IMAGE = "image";
  static final String LOG = "log";
  static final String MEMORY = "memory";

  static final int CHUNK_MAGIC = 0x4355_4243;
  static final int FRAMES_MAGIC = 0x4355_4246;
  static final int STATE_MAGIC = 0x4355_4253;

  static final int FRAME = PhysicalMemory.FRAME_SIZE;

  /** The largest block that is believed in, in bytes. */
  static final int LARGEST_BLOCK = 256 << 20;

  /** How many frames a section holds at most. */
  static final int SECTION_FRAMES = 256;

  private Layout() {}
}
