package dev.cubicle.emulator.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A fixed list of registers that are read or written with one native call, and their values between
 * calls. Slots are 16 bytes wide, enough for an XMM register.
 */
public final class RegisterBatch {
  private static final long SLOT_BYTES = 16;

  private final int count;
  private final MemorySegment numbers;
  private final MemorySegment pointers;
  private final MemorySegment values;

  /**
   * @param arena owns the native memory
   * @param registers numbers of {@link X86}
   */
  public RegisterBatch(Arena arena, int... registers) {
    this.count = registers.length;
    this.numbers = arena.allocateFrom(JAVA_INT, registers);
    this.pointers = arena.allocate(JAVA_LONG, count);
    this.values = arena.allocate(SLOT_BYTES * count, SLOT_BYTES);
    for (int i = 0; i < count; i++) {
      pointers.setAtIndex(JAVA_LONG, i, values.address() + SLOT_BYTES * i);
    }
  }

  public int count() {
    return count;
  }

  /** The low 64 bits of slot {@code index}. */
  public long get(int index) {
    return values.get(JAVA_LONG, SLOT_BYTES * index);
  }

  /** The high 64 bits of slot {@code index}; for XMM and x87 registers. */
  public long high(int index) {
    return values.get(JAVA_LONG, SLOT_BYTES * index + Long.BYTES);
  }

  public void set(int index, long value) {
    values.set(JAVA_LONG, SLOT_BYTES * index, value);
  }

  public void setHigh(int index, long value) {
    values.set(JAVA_LONG, SLOT_BYTES * index + Long.BYTES, value);
  }

  long numbersAddress() {
    return numbers.address();
  }

  long pointersAddress() {
    return pointers.address();
  }
}
