package dev.cubicle.emulator.record;

import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.MemoryImage;
import dev.cubicle.emulator.memory.MemoryJournal;

/**
 * Writes events and effects, a chunk at a time. What is coded as a difference starts from 0 in each
 * chunk, so that reading can begin with any.
 */
final class LogWriter implements MemoryJournal {
  /** Bytes from which on a chunk is handed over at the next occasion. */
  private static final int CHUNK = 256 << 10;

  private static final int FRAME_SHIFT = 12;

  private final MemoryImage memory;
  private final RecordFiles files;
  private ByteWriter chunk = new ByteWriter(CHUNK + (CHUNK >> 2));
  private long lastRip;
  private long lastPage;
  private long lastFrame;

  LogWriter(MemoryImage memory, RecordFiles files) {
    this.memory = memory;
    this.files = files;
  }

  /** Ends the chunk if it is full. */
  void rest() {
    if (chunk.length() >= CHUNK) {
      cut();
    }
  }

  /** Ends the chunk: what follows begins the next one. */
  void cut() {
    if (chunk.length() > 0) {
      files.log(chunk);
      chunk = new ByteWriter(CHUNK + (CHUNK >> 2));
    }
    lastRip = 0;
    lastPage = 0;
    lastFrame = 0;
  }

  /** A place to go back to. */
  int mark() {
    return chunk.length();
  }

  /** Forgets events without effects that were written since {@link #mark}. */
  void takeBack(int mark) {
    chunk.truncate(mark);
  }

  /** Begins an event at an instruction; operands follow. */
  LogWriter event(int op, long rip) {
    chunk.put(op);
    chunk.difference(rip - lastRip);
    lastRip = rip;
    return this;
  }

  /** Begins an operation; operands follow. */
  LogWriter op(int op) {
    chunk.put(op);
    return this;
  }

  LogWriter number(long value) {
    chunk.number(value);
    return this;
  }

  LogWriter difference(long value) {
    chunk.difference(value);
    return this;
  }

  LogWriter bytes(byte[] source, int offset, int count) {
    chunk.number(count);
    chunk.bytes(source, offset, count);
    return this;
  }

  void set(Register register, long value) {
    chunk.put(Op.SET);
    chunk.put(register.ordinal());
    chunk.number(value);
  }

  @Override
  public void entrySet(long page, long entry) {
    final long number = page >>> FRAME_SHIFT;
    chunk.put(Op.ENTRY);
    chunk.difference(number - lastPage);
    // The no-execute bit is the highest: that way round small numbers stay small.
    chunk.number(Long.rotateLeft(entry, 1));
    lastPage = number;
  }

  @Override
  public void frameCleared(long frame) {
    final long number = frame >>> FRAME_SHIFT;
    chunk.put(Op.CLEAR_FRAME);
    chunk.difference(number - lastFrame);
    lastFrame = number;
  }

  @Override
  public void frameWritten(long physicalAddress, int length) {
    chunk.put(Op.WRITE);
    chunk.number(physicalAddress);
    chunk.number(length);
    final int at = chunk.reserve(length);
    memory.read(physicalAddress, chunk.array(), at, length);
  }

  @Override
  public void mapped(long start, long end, MappingAttributes attributes) {
    chunk.put(Op.MAP);
    MappingCode.write(chunk, start, end, attributes);
  }

  @Override
  public void unmapped(long start, long end) {
    chunk.put(Op.UNMAP);
    chunk.number(start >>> FRAME_SHIFT);
    chunk.number(end - start >>> FRAME_SHIFT);
  }
}
