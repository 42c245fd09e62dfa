package dev.cubicle.emulator.record;

import java.util.Map;

/**
 * A state of a replay that can be gone back to: a snapshot of the record, and what is different
 * from it.
 *
 * @param position events and instructions carried out before
 * @param instructions of guest code that were carried out at that position
 * @param place in the log
 * @param origin number of the snapshot
 * @param frames by number, those that may differ from the snapshot's; bytes, null for zeros
 * @param state registers, mappings and page table
 */
record Moment(
    long position,
    long instructions,
    LogReader.Place place,
    int origin,
    Map<Integer, byte[]> frames,
    byte[] state) {

  /** Whether what comes at a place is ahead of it, or here. */
  boolean leadsTo(long toPosition, long toInstruction) {
    return position < toPosition || position == toPosition && instructions <= toInstruction;
  }
}
